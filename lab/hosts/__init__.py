"""Hosts: systemd-nspawn containers on a bridge of this machine, with disks, snapshots and logins like real ones."""
