"""Hosts: systemd-nspawn machines on a bridge of this machine, with disks, snapshots and logins as real ones have."""
