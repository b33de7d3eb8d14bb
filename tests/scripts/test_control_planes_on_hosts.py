"""Three control planes on real hosts, without Pulumi: two runs that change them at once, and members of etcd whose data are lost.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from components.core.config.model import Arg, ClusterSpec, Host, StackedEtcd
from components.core.steps import converge_step, install_step, join_secrets, join_step, membership_step, node_step
from lab.settings import Settings
from tests.lab_machine import Fresh, lab
from tests.scripts.real.clusters import Cluster, lab_cluster
from tests.scripts.real.machine import Machine, machines, well

pytestmark = [pytest.mark.lab, pytest.mark.long, pytest.mark.timeout(1800)]
LOSSES = {"the directory": "/var/lib/etcd", "its content": "/var/lib/etcd/*", "the member": "/var/lib/etcd/member"}
# What kubelet and containerd say, of a new pod and of a new container in a pod that lives.
NEVER = "hostPath type check failed: /var/lib/pulumi-kubeadm/etcd-member is not a file"
NOT_AGAIN = "/var/lib/pulumi-kubeadm/etcd-member.*: file exists"


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(3)


@pytest.fixture(scope="module")
def cluster(settings: Settings) -> Cluster:
    hosts = machines(settings, "planes")[:3]
    made = Cluster(lab_cluster(settings, "planes", hosts, []), hosts)
    for machine in made.machines:
        machine.bring_scripts()
    with ThreadPoolExecutor() as pool:
        assert all(list(pool.map(lambda host: well(made.install(host)), made.hosts)))
        assert all(well(made.join(host)) for host in made.hosts)
    return made


class Closed:
    """How many API servers were away at once, asked at 5 Hz."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses, self.most, self.seen = addresses, 0, set[str]()
        self._end, self._thread = threading.Event(), threading.Thread(target=self._watch)

    def __enter__(self) -> "Closed":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.2):
            away = {address for address in self.addresses if not _listens(address)}
            self.seen |= away
            self.most = max(self.most, len(away))


def _listens(address: str) -> bool:
    try:
        with socket.create_connection((address, 6443), timeout=1):
            return True
    except OSError:
        return False


def test_runs_at_once_never_take_two_api_servers_or_members_away(cluster: Cluster) -> None:
    plane = replace(cluster.spec.control_plane, api_server=(Arg(name="profiling", value="false"),))
    etcd = StackedEtcd(data_dir="/var/lib/etcd", extra_args=(Arg(name="snapshot-count", value="9000"),))
    changed = replace(cluster.spec, control_plane=plane, etcd=etcd)

    with Closed([machine.address for machine in cluster.machines]) as closed, ThreadPoolExecutor() as pool:
        said = [well(done) for done in pool.map(lambda host: cluster.converge(host, changed), cluster.hosts)]

    assert all("etcd changed, kube-apiserver changed" in each for each in said), said
    assert (closed.most, len(closed.seen)) == (1, 3)
    assert cluster.kubectl("-n kube-system get lease pulumi-kubeadm-control-plane -o jsonpath={.spec.holderIdentity}") == ""
    assert [well(cluster.converge(host, changed)) for host in cluster.hosts] == [
        f"cp-{index} is as its stack says; nothing to do\n" for index in (1, 2, 3)
    ]
    # As the tests after this one say that it is: who joins takes its settings from the cluster.
    assert all(well(cluster.converge(host, cluster.spec)) for host in cluster.hosts)


@pytest.mark.parametrize(
    ("index", "what"),
    [
        *(pytest.param(0, path, id=f"the first, {what}") for what, path in LOSSES.items()),
        pytest.param(2, LOSSES["its content"], id="a later one, its content"),
    ],
)
def test_without_its_data_a_member_serves_nothing_while_the_others_are_down(cluster: Cluster, index: int, what: str) -> None:
    """Neither in the pod that lives, nor with a kubelet that starts again, nor after a boot."""
    machine, host = cluster.machines[index], cluster.hosts[index]
    others = [f"host-{number}" for number in (1, 2, 3) if number != index + 1]
    # The same files under other names, so that they stay whole while etcd writes.
    machine.run("sudo rm -rf /var/lib/kept && sudo cp -al /var/lib/etcd /var/lib/kept")
    lab("kill", *others)
    # With the API server, which would keep the kubelet waiting for half a minute at a time.
    machine.run(f"sudo sh -c 'rm -rf {what}; crictl stop --timeout 0 $(crictl ps --quiet --name \"^(etcd|kube-apiserver)$\")'")

    until(lambda: says(machine, NOT_AGAIN), "containerd does not start it again")
    in_its_pod = runs_etcd(machine)
    machine.run("sudo systemctl restart kubelet")
    until(lambda: says(machine, NEVER), "the kubelet does not start it again")
    with_another_kubelet = runs_etcd(machine)
    lab("reboot", f"host-{index + 1}")
    until(lambda: says(machine, NEVER), "the kubelet does not start it after a boot")

    assert (in_its_pod, with_another_kubelet, runs_etcd(machine)) == (False, False, False)
    assert machine.run(f"curl --insecure --silent --max-time 5 https://{machine.address}:6443/readyz").out != "ok"
    assert machine.run("sudo find /var/lib/etcd -name '*.wal'").out == ""
    for done in (cluster.join(host), cluster.converge(host, cluster.spec)):
        assert f"the data of etcd on {host.name} are gone" in done.err, done
    # Its own data, as whoever has a copy may put them back.
    machine.run("sudo sh -c 'rm -rf /var/lib/etcd && mv /var/lib/kept /var/lib/etcd && systemctl restart kubelet'")
    lab("up", "--hosts", "3")
    until(lambda: voters_that_answer(cluster) == 3, "all three are back", 240)


def test_a_member_that_lost_its_data_comes_back_as_another_generation(cluster: Cluster) -> None:
    """Step by step as docs/etcd.md has it, on the disk that it has."""
    speaker, lost, machine = cluster.hosts[1], cluster.hosts[2], cluster.machines[2]
    machine.run("sudo sh -c 'rm -rf /var/lib/etcd/*; crictl stop --timeout 0 $(crictl ps --quiet --name ^etcd$)'")
    dead, again = (with_last(cluster.spec, replace(lost, **change)) for change in ({"dead": True}, {"generation": 2}))

    until(lambda: voters_that_answer(cluster) == 2, "etcd has noticed")
    well(cluster.by_host[speaker.name].step(membership_step(dead, speaker), "update"))
    well(cluster.by_host[speaker.name].step(node_step(dead, dead.control_plane.hosts[2]), "create"))
    reborn = again.control_plane.hosts[2]
    well(machine.step(install_step(again, reborn), "create"))
    secrets = join_secrets(again, reborn, cluster.material)

    assert well(machine.step(join_step(again, reborn), "create", secrets)) == "cp-3 joined the cluster planes as control-plane\n"
    assert voters_that_answer(cluster) == 3
    assert "nothing to do" in well(machine.step(converge_step(again, reborn), "update"))


def with_last(spec: ClusterSpec, host: Host) -> ClusterSpec:
    return replace(spec, control_plane=replace(spec.control_plane, hosts=(*spec.control_plane.hosts[:2], host)))


def says(machine: Machine, line: str) -> bool:
    """The kubelet, since it was started last."""
    since = "systemctl show --property ActiveEnterTimestamp --value kubelet"
    return machine.run(f'sudo journalctl -u kubelet -o cat --since "$({since})" | grep -q "{line}"').code == 0


def runs_etcd(machine: Machine) -> bool:
    return machine.run("sudo crictl ps --quiet --name '^etcd$'").out != ""


def voters_that_answer(cluster: Cluster) -> int:
    """By whichever member is asked first."""
    pki = "/etc/kubernetes/pki/etcd"
    keys = f"--cacert {pki}/ca.crt --cert {pki}/healthcheck-client.crt --key {pki}/healthcheck-client.key"
    ask = f"sudo sh -c 'crictl exec $(crictl ps --quiet --name ^etcd$) etcdctl {keys} endpoint health --cluster 2>&1'"
    return max(machine.run(ask).out.count("is healthy") for machine in cluster.machines)


def until(holds: Callable[[], bool], what: str, seconds: int = 240) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(1)
