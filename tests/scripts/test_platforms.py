"""Platforms: a host is prepared as its own system does it, and another system than the stack's is refused before anything is touched."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from components.bundle import archive
from components.core.config.model import EMPTY_LOCK, Bundle, Package, Proxy
from components.core.platform.refused import REFUSED
from components.core.render import paths
from components.core.steps import Passwords, converge_step, credential_files, credentials_step, install_step
from tests.core.samples import SMALL, W_1
from tests.scripts.rocky import HOST, ROCKY, SPEC
from tests.scripts.sandbox import BUNDLE, SCRIPTS, Sandbox

CREATE = install_step(SPEC, HOST)
LOCKS = "/etc/dnf/plugins/versionlock.list"
THEIR_LOCKS = "# of the host's own\nbash-0:5.1-1.*\n!bash-0:5.2-*\nkubelet-0:1.30.0-1.*\n"


@pytest.fixture
def rocky(host: Sandbox) -> Sandbox:
    host.write("/etc/os-release", ROCKY)
    return host


def containerd(host: Sandbox, version: str) -> None:
    """What is installed from now on says that it is this containerd."""
    host.replace_command("containerd", f"echo containerd github.com/containerd/containerd {version} abc123")


def test_a_host_of_the_rhel_family_is_prepared_by_dnf(rocky: Sandbox) -> None:
    done = rocky.run(CREATE, "create")

    assert (done.code, done.out, done.err) == (0, "w-1 is ready for Kubernetes 1.36.3\n", "")
    installed = rocky.path("/usr/local/state/packages").read_text().splitlines()
    assert {"kubelet 1.36.3-1.1", "containerd.io 2.1.1.1", "iptables-nft 1.0-1"} <= {*installed}
    assert rocky.path("/etc/yum.repos.d/pulumi-kubeadm-kubernetes.repo").exists()
    assert not rocky.calls("apt")


def test_dnf_asks_a_proxy_by_a_file_for_root_alone(rocky: Sandbox) -> None:
    proxy = Proxy(http="http://10.0.0.2:3128", https="http://10.0.0.2:3128", user="ci", no_proxy=())
    spec = replace(SPEC, sources=replace(SPEC.sources, proxy=proxy))
    rocky.run(credentials_step(spec, HOST), "create", credential_files(spec, Passwords(proxy="p@ss $basearch")))

    done = rocky.run(install_step(spec, HOST), "create")

    assert (done.code, done.err) == (0, "")
    repository = rocky.path("/etc/yum.repos.d/pulumi-kubeadm-kubernetes.repo")
    assert "\nproxy=http://ci:p%40ss%20%24basearch@10.0.0.2:3128\n" in repository.read_text()
    assert repository.stat().st_mode & 0o777 == 0o600


def test_dnf_asks_nothing_but_the_archive_where_the_host_has_one(rocky: Sandbox) -> None:
    place = rocky.path(f"{Path(BUNDLE).parent}/archive.tar")
    lock = replace(EMPTY_LOCK, archives={"worker": archive.write(place, {"packages/repodata/repomd.xml": b""})})
    spec = replace(SPEC, sources=replace(SPEC.sources, bundle=Bundle(lock=lock, directory="bundle")))

    done = rocky.run(install_step(spec, HOST), "create")

    assert (done.code, done.err) == (0, "")
    assert [path.name for path in rocky.path("/etc/yum.repos.d").iterdir()] == ["pulumi-kubeadm-archive.repo"]
    [installing] = rocky.calls("dnf install")
    assert installing.endswith(" --disablerepo=* --enablerepo=pulumi-kubeadm-*")


def test_versions_are_locked_and_the_locks_of_others_stay(rocky: Sandbox) -> None:
    """dnf's own commands drop the comments and write an exclude a second time."""
    rocky.write(LOCKS, THEIR_LOCKS)
    rocky.run(CREATE, "create")

    held = rocky.path(LOCKS).read_text().splitlines()
    assert {"bash-0:5.1-1.*", "kubelet-0:1.36.3-1.1.*", "containerd.io-0:2.1.1.1.*"} <= {*held}
    assert "kubelet-0:1.30.0-1.*" not in held

    rocky.run(CREATE, "delete")

    assert rocky.path(LOCKS).read_text() == THEIR_LOCKS


def test_a_lock_follows_the_version_of_its_package(rocky: Sandbox) -> None:
    """One of the former version would keep later ones of the stack's off the host."""
    for version in ("2.*", "3.*"):
        wanted = replace(SPEC, preparation=replace(SPEC.preparation, packages=(Package(name="tree", version=version),)))
        assert rocky.run(install_step(wanted, HOST), "create").code == 0

    assert [line for line in rocky.path(LOCKS).read_text().splitlines() if line.startswith("tree")] == ["tree-0:3.1.1.*"]


def test_a_lock_is_found_by_the_name_of_its_package(rocky: Sandbox) -> None:
    """As a regular expression, `gcc-c++` is not what it says."""
    theirs = "gcc-0:11.4-1.*\ngcc-c++-plugin-0:1-1.*\n"
    rocky.write(LOCKS, theirs)
    wanted = replace(SPEC, preparation=replace(SPEC.preparation, packages=(Package(name="gcc-c++", version="11.*"),)))
    rocky.run(install_step(wanted, HOST), "create")
    assert "gcc-c++-0:11.1.1.*\n" in rocky.path(LOCKS).read_text()

    rocky.run(install_step(wanted, HOST), "delete")

    assert rocky.path(LOCKS).read_text() == theirs


def test_a_second_run_installs_nothing_and_delete_leaves_the_host_as_it_was(rocky: Sandbox) -> None:
    rocky.write("/usr/local/state/packages", "bash 5.1-1\n")
    before = {path: text for path, text in rocky.files().items() if not path.startswith("/home")}
    rocky.run(CREATE, "create")
    rocky.forget_calls()
    assert rocky.run(CREATE, "create").code == 0
    assert not rocky.calls("dnf")

    done = rocky.run(CREATE, "delete")

    assert done.code == 0, done.err
    assert {path: text for path, text in rocky.files().items() if not path.startswith(("/run", LOCKS))} == before
    assert not rocky.path("/var/cache/dnf/pulumi-kubeadm-kubernetes-0").exists()
    assert rocky.path("/usr/local/state/packages").read_text() == "bash 5.1-1\n"


def test_the_configuration_fits_the_containerd_that_is_there(host: Sandbox) -> None:
    """Also after an upgrade by converge, and not one run later."""
    containerd(host, "1.7.24~ds1")
    host.run(install_step(SMALL, W_1), "create")
    assert "version = 2\n" in host.path(paths.CONTAINERD).read_text()
    host.write("/var/lib/pulumi-kubeadm/member", "")
    host.write("/etc/kubernetes/kubelet.conf", "")
    host.write("/var/lib/kubelet/config.yaml", "born: true\n")
    newer = replace(SMALL, containerd=replace(SMALL.containerd, packages={"debian-12": Package(name="containerd", version="2.1.*")}))
    host.replace_command("apt-get", _UPGRADE)

    done = host.run(converge_step(newer, W_1), "update")

    assert done.code == 0, done.err
    assert "version = 3\n" in host.path(paths.CONTAINERD).read_text()
    assert host.calls("systemctl restart containerd")
    assert host.run(converge_step(newer, W_1), "update").out == "w-1 is as its stack says; nothing to do\n"


_UPGRADE = """
[[ $* != *install* ]] || sed -i 's/^containerd .*/containerd 2.1.9/' /usr/local/state/packages
printf '#!/bin/sh\\necho containerd github.com/containerd/containerd/v2 2.1.9+ds1 2.1.9+ds1-5\\n' >/usr/local/sbin/containerd
touch -d '1 minute ago' /run/containerd/containerd.sock
"""


@pytest.mark.parametrize(
    ("system", "reason"),
    [
        ('ID=centos\nVERSION_ID=7\nPRETTY_NAME="CentOS Linux 7 (Core)"', "CentOS Linux 7 (Core), and its support ended on 2024-06-30"),
        ('ID=rocky\nVERSION_ID=8.10\nPRETTY_NAME="Rocky Linux 8.10"', "Rocky Linux 8.10, and it boots with cgroup v1"),
        ("ID=ubuntu\nVERSION_ID=20.04", "its standard support ended on 2025-05-31"),
        ('ID=opensuse-leap\nID_LIKE="suse opensuse"\nVERSION_ID=15.6', "zypper is not supported"),
        ("ID=arch", "neither Debian nor RHEL"),
        ("ID=debian\nVERSION_ID=13", "the stack says platform: debian-12"),
        ("ID=rocky\nID_LIKE=rhel\nVERSION_ID=9.6", "the stack says platform: debian-12"),
    ],
)
def test_another_system_is_refused_before_anything_is_touched(host: Sandbox, system: str, reason: str) -> None:
    host.write("/etc/os-release", f"{system}\n")
    before = host.files()

    done = host.run(install_step(SMALL, W_1), "create")

    assert done.code == 1
    assert reason in done.err
    assert {path: text for path, text in host.files().items() if not path.startswith("/run")} == before
    assert host.calls() == []


def test_another_architecture_is_refused(host: Sandbox) -> None:
    done = host.run(install_step(SMALL, replace(W_1, architecture="arm64")), "create")

    assert "the stack says architecture: arm64" in done.err


def test_a_system_that_was_upgraded_since_is_cleaned_all_the_same(host: Sandbox) -> None:
    host.run(install_step(SMALL, W_1), "create")
    host.write("/etc/os-release", "ID=debian\nVERSION_ID=13\n")

    assert host.run(install_step(SMALL, W_1), "delete").code == 0


def test_scripts_and_preflight_refuse_the_same_systems() -> None:
    script = (SCRIPTS / "lib" / "system.sh").read_text()
    assert dict(re.findall(r"^  \[([a-z0-9.-]+)\]='(.*)'$", script, re.MULTILINE)) == REFUSED
