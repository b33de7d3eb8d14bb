"""A real host installs from a package repository that asks for a password, which shows nowhere and leaves with the host's role."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Host, RegistryMirror, Repository
from components.core.steps import Passwords, credential_files, credentials_of, credentials_step, install_step
from lab import mirror
from lab.mirror import guarded
from lab.settings import Settings
from tests.lab_machine import Fresh
from tests.scripts.real.clusters import lab_cluster
from tests.scripts.real.machine import Done, Machine, machines, well

pytestmark = [pytest.mark.lab, pytest.mark.timeout(600)]
MINUTES = 1

# What a host of a company has already: the CA of its servers.
TRUST = "sudo tee /etc/lab-ca.crt >/dev/null; echo 'Acquire::https::CAInfo \"/etc/lab-ca.crt\";' | sudo tee /etc/apt/apt.conf.d/99lab-ca"

# All that others may see of what was done, in plain letters.
SHOWN = (
    "{ sudo cat /var/log/pulumi-kubeadm/* /var/log/apt/*; sudo journalctl --no-pager -o cat; cat /proc/[0-9]*/cmdline; }"
    " | LC_ALL=C tr -c '\\n -~' ' '"
)


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(1)


@pytest.fixture(scope="module")
def machine(settings: Settings) -> Machine:
    mirror.serve_guarded_files(settings)
    machine = machines(settings, "logins")[0]
    machine.run(TRUST, settings.registry_ca.read_text())
    return machine


@pytest.fixture(scope="module")
def before(machine: Machine) -> set[str]:
    return machine.disk()


@pytest.fixture(scope="module")
def spec(settings: Settings, machine: Machine) -> ClusterSpec:
    """One node, with Kubernetes from the guarded repository, and images from the second of two mirrors: nobody listens at the first."""
    spec = lab_cluster(settings, "logins", [machine], [])
    open_one = spec.sources.repositories["debian-12"]["kubernetes"]
    uri = open_one.uri.replace(settings.mirror_url, settings.guarded_files_url)
    closed: Repository = replace(open_one, uri=uri, user=guarded.USER, place="kubernetes")
    mirrors = {registry: (RegistryMirror(url="http://127.0.0.1:1"), *those) for registry, those in spec.sources.registry_mirrors.items()}
    sources = replace(spec.sources, repositories={"debian-12": {"kubernetes": closed}}, registry_mirrors=mirrors)
    return replace(spec, sources=sources)


def give(machine: Machine, spec: ClusterSpec, password: str) -> Done:
    host = host_of(spec)
    files = credential_files(spec, Passwords(repositories={"kubernetes": password}))
    return machine.step(credentials_step(spec, host), "create", credentials_of(spec, host, files))


def host_of(spec: ClusterSpec) -> Host:
    return spec.control_plane.hosts[0]


def test_apt_installs_with_the_password_and_is_refused_with_another(machine: Machine, before: set[str], spec: ClusterSpec) -> None:
    assert before
    machine.bring_scripts()
    well(give(machine, spec, "another"))
    refused = machine.step(install_step(spec, host_of(spec)), "create")
    assert refused.code
    assert "401  Unauthorized" in refused.err

    well(give(machine, spec, guarded.FILES_PASSWORD))
    well(machine.step(install_step(spec, host_of(spec)), "create"))

    assert spec.sources.repositories["debian-12"]["kubernetes"].uri.rstrip("/") in machine.run("apt-cache policy kubelet").out
    assert "registry.k8s.io/kube-apiserver" in machine.run("sudo crictl images").out
    shown = machine.run(SHOWN)
    assert "kubelet" in shown.out
    assert guarded.FILES_PASSWORD not in shown.out + refused.out + refused.err
    holding = machine.run("sudo grep -rlF -f - /etc /var/lib/pulumi-kubeadm /home /run 2>/dev/null", guarded.FILES_PASSWORD).out.split()
    assert len(holding) == 2
    assert set(machine.run(f"sudo stat -c '%a %U' {' '.join(holding)}").out.splitlines()) == {"600 root"}


def test_the_password_leaves_with_the_last_role(machine: Machine, before: set[str], spec: ClusterSpec) -> None:
    well(machine.step(install_step(spec, host_of(spec)), "delete"))
    well(machine.step(credentials_step(spec, host_of(spec)), "delete"))

    assert sorted(machine.disk() ^ before) == []
