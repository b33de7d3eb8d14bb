"""Births that fail on real hosts, with real kubeadm, kubelet, containerd and etcd: the error says why."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from components.core.config.model import ClusterSpec, Host
from components.core.steps import install_step, join_secrets, join_step
from lab.settings import Settings
from tests.lab_machine import Fresh
from tests.scripts.real.clusters import lab_cluster
from tests.scripts.real.machine import Done, Machine, machines, well
from tests.scripts.real.pki import Pki

pytestmark = [pytest.mark.lab, pytest.mark.timeout(600)]
MINUTES = 1


class Site:
    """Two machines, each to be the only host of a cluster of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.pki = settings, Pki()
        self.machines = machines(settings, "causes")[:2]
        for machine in self.machines:
            machine.bring_scripts()

    def spec(self, machine: Machine) -> ClusterSpec:
        return lab_cluster(self.settings, "causes", [machine], [])

    def install(self, machine: Machine, spec: ClusterSpec) -> None:
        well(machine.step(install_step(spec, only(spec)), "create"))

    def join(self, machine: Machine, spec: ClusterSpec) -> Done:
        host = only(spec)
        secrets = join_secrets(spec, host, self.pki.material(spec))
        return machine.step(join_step(spec, host), "create", secrets)

    def join_until(self, machine: Machine, spec: ClusterSpec, said: str) -> Done:
        """A join whose kubeadm is ended as soon as the host's journal or etcd say `said`: it would wait for four minutes."""
        with ThreadPoolExecutor() as pool:
            done: Future[Done] = pool.submit(self.join, machine, spec)
            search = f"sudo journalctl -u kubelet --since=-1min | grep -q '{said}' || sudo grep -rqs '{said}' /var/log/pods"
            deadline = time.monotonic() + 90
            while machine.run(search).code != 0:
                assert not done.done(), done.result()
                assert time.monotonic() < deadline, f"nobody said {said}"
                time.sleep(1)
            machine.run("sudo kill $(pidof kubeadm)")
            return done.result()


def only(spec: ClusterSpec) -> Host:
    return spec.control_plane.hosts[0]


@pytest.fixture(scope="module")
def site(fresh_lab: Fresh) -> Site:
    return Site(fresh_lab(2))


def test_the_images_the_ports_and_the_address_of_a_host(site: Site) -> None:
    machine = site.machines[0]
    spec = site.spec(machine)
    site.install(machine, spec)

    missing = site.join(machine, replace(spec, sources=replace(spec.sources, image_repository="registry.k8s.io/nowhere")))
    machine.run("sudo systemd-run --unit taken systemd-socket-activate -l 10250 /bin/cat")
    taken = site.join(machine, spec)
    machine.run("sudo systemctl stop taken")
    elsewhere = replace(only(spec), address=IPv4Address(machine.address.rpartition(".")[0] + ".200"))
    plane = replace(spec.control_plane, hosts=(elsewhere,))
    absent = site.join_until(machine, replace(spec, control_plane=plane), "cannot assign requested address")

    # The lab's mirror does not have it, and then containerd asks for the registry itself, whose name nobody knows there.
    assert cause(missing) == "registry name"
    assert cause(taken) == "port in use"
    assert cause(absent) == "address not on this host"


def test_a_pause_image_that_nobody_has(site: Site) -> None:
    machine = site.machines[1]
    spec = site.spec(machine)
    containerd = replace(spec.containerd, sandbox_image="registry.k8s.io/pause:0.0")
    site.install(machine, replace(spec, containerd=containerd))

    done = site.join_until(machine, replace(spec, containerd=containerd), "failed to get sandbox image")

    assert cause(done) == "pause image"
    assert "registry.k8s.io/pause:0.0" in done.err.splitlines()[2]


def cause(done: Done) -> str:
    """The only one that a failed step names, right under its error."""
    first, second = done.err.splitlines()[:2]
    assert (first.split(":")[0], done.err.count("  cause: ")) == ("error", 1), done.err
    return second.split(":")[1].strip()
