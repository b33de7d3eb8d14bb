"""What is told to systemd-nspawn, to the firewall and to a host's disk, as text."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lab.hosts import firewall, identity, kernel, machine, rootfs, sources
from lab.hosts.identity import Host
from lab.settings import Settings

SETTINGS = Settings(number=4, cache=Path("/cache"), state=Path("/state"))
HOST = Host(2, "10.90.4.12")
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("modules", [True, False], ids=["modules", "built-in"])
def test_the_nspawn_command_line(modules: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kernel, "has_modules", lambda: modules)

    words = [word for word in machine.command(SETTINGS, HOST) if word != "--bind-ro=/lib/modules"]

    assert "\n".join(words) + "\n" == (GOLDEN / "nspawn").read_text()
    assert ("--bind-ro=/lib/modules" in machine.command(SETTINGS, HOST)) == modules


def test_the_firewall_rules():
    assert firewall.ruleset(SETTINGS) == (GOLDEN / "nftables").read_text()


def test_a_host_s_own_files(tmp_path: Path):
    settings = Settings(number=4, cache=tmp_path, state=tmp_path)
    identity.make_key(settings.client_key, "lab4")
    identity.make_key(identity.host_key(settings, HOST), "host-2")

    files = {path: content for path, (_, content) in identity.files(settings, HOST).items()}

    assert files["/etc/hostname"] == "host-2\n"
    assert files["/etc/hosts"] == "127.0.0.1 localhost\n10.90.4.12 host-2\n10.90.4.1 mirror\n"
    assert files["/etc/resolv.conf"] == "nameserver 10.90.4.1\n"
    assert files["/etc/lab/host.env"] == "ADDRESS=10.90.4.12/24\nGATEWAY=10.90.4.1\n"
    assert (
        files["/home/admin/.ssh/authorized_keys"] == files["/root/.ssh/authorized_keys"] == identity.public(settings.client_key) + " lab4\n"
    )


def test_secret_files_are_readable_by_their_owner_alone(tmp_path: Path):
    settings = Settings(number=4, cache=tmp_path, state=tmp_path)
    identity.make_key(settings.client_key, "lab4")
    identity.make_key(identity.host_key(settings, HOST), "host-2")

    modes = {path: mode for path, (mode, _) in identity.files(settings, HOST).items()}

    assert modes["/etc/ssh/ssh_host_ed25519_key"] == 0o600
    assert modes["/etc/sudoers.d/admin"] == 0o440
    assert settings.client_key.stat().st_mode & 0o077 == 0


def test_apt_knows_the_mirror_and_nothing_else():
    assert sources.debian(SETTINGS) == (GOLDEN / "debian.sources").read_text()


def test_a_changed_recipe_makes_another_root_file_system():
    changed = replace(rootfs.BOOKWORM, packages=(*rootfs.PACKAGES, "nano"))

    assert rootfs.path(SETTINGS, changed) != rootfs.path(SETTINGS)


def test_the_root_file_system_has_nothing_that_the_install_path_must_bring():
    assert not {"containerd", "runc", "kubelet", "kubeadm", "conntrack", "socat", "iptables"} & set(rootfs.PACKAGES)


def test_only_wanted_modules_that_are_built_in_are_listed():
    config = "CONFIG_OVERLAY_FS=y\nCONFIG_VXLAN=m\n# CONFIG_IP_VS is not set\nCONFIG_EXT4_FS=y\nCONFIG_BRIDGE_NETFILTER=y\n"

    assert kernel.builtin(config) == ["overlay", "br_netfilter"]


def test_the_keeper_boots_again_after_a_reboot_and_ends_with_the_status_of_the_last_boot(tmp_path: Path):
    host = tmp_path / "host"
    host.write_text('#!/bin/sh\necho boot >>"$1"\n[ "$(wc -l <"$1")" -ge 3 ] && exit 7\nexit 133\n')
    host.chmod(0o755)
    cgroup = tmp_path / "cgroup"
    cgroup.mkdir()

    keeper = Path(machine.__file__).parent / "keep.sh"
    done = subprocess.run([keeper, cgroup, "--", host, tmp_path / "boots"], check=False, timeout=20)

    assert done.returncode == 7
    assert (tmp_path / "boots").read_text() == "boot\n" * 3
    assert (cgroup / "cgroup.procs").read_text() == "0\n"
