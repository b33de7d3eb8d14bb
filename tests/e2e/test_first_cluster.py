"""From bare hosts to a cluster in use, then every change a user makes on the first day, and back to bare hosts.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import json
import re
from pathlib import Path

import pytest

from components.remote.packing import SCRIPTS
from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.clusters import VERSION, cluster, pool
from tests.e2e.hosts import LabHost, at_last_none, eventually, known_key
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.e2e.status import SUPER_ADMIN, Asking, alarm, certificate_near_its_end, kubelet_stopped
from tests.e2e.watch import ProcessWatch, needles

pytestmark = pytest.mark.timeout(1200)
MINUTES = 5


@pytest.fixture(scope="module")
def watch() -> ProcessWatch:
    """Sees every process of the machine while the cluster is built."""
    return ProcessWatch()


@pytest.fixture(scope="module")
def logins_of_lab(hosts: dict[int, LabHost]) -> dict[int, int]:
    """How often the lab has logged in on each host, to see that it is up."""
    return {index: host.logins() for index, host in hosts.items()}


@pytest.fixture(scope="module")
def built(stack: Stack, settings: Settings, bare: dict[int, set[str]], logins_of_lab: dict[int, int], watch: ProcessWatch) -> str:
    """The cluster of one control plane and two workers; what `up` printed while it was built."""
    stack.write(cluster(settings))
    watch.start()
    try:
        return stack.up().ok().output
    finally:
        watch.stop()


@pytest.fixture(scope="module")
def kubectl(built: str, stack: Stack, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    """kubectl with the kubeconfig that the stack gives out."""
    return Kubectl(stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)


@pytest.fixture(scope="module")
def web(kubectl: Kubectl) -> Kubectl:
    """The demo's web app, rolled out."""
    demo_app.deploy(kubectl)
    return kubectl


def test_up_ends_with_three_ready_nodes(kubectl: Kubectl, stack: Stack, settings: Settings):
    assert kubectl.ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    outputs = stack.outputs()
    assert outputs["endpoint"] == f"{settings.host_address(1)}:6443"
    assert {node["name"]: (node["role"], node["pool"]) for node in outputs["nodes"]} == {
        "cp-1": ("control-plane", None),
        "worker-2": ("worker", "general"),
        "worker-3": ("worker", "general"),
    }
    assert outputs["etcd"]["endpoints"] == [f"https://{settings.host_address(1)}:2379"]
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", outputs["caHash"])


def test_up_ends_when_names_are_answered_and_what_has_shown_it_is_gone(kubectl: Kubectl, hosts: dict[int, LabHost]):
    """Of a Node that is Ready, pods may be reached by nobody, and a CoreDNS that came too early starts a quarter of a minute later."""
    ask = (SCRIPTS / "lib/dns.sh").read_text() + "\ndns_knows 10.96.0.10/53 kubernetes.default.svc.cluster.local && echo known || true"
    assert hosts[2].run(ask) == "known\n"
    assert "reach-" not in kubectl("get", "pods", "-n", "kube-system", "--field-selector=status.phase!=Running", "-o", "name")


def test_a_plain_look_at_the_outputs_shows_no_kubeconfig(kubectl: Kubectl, stack: Stack):
    assert "client-key-data" not in stack.pulumi("stack", "output", "--json").ok().output


def test_coredns_answers_from_a_worker(web: Kubectl):
    pod = web.get("pods", "-l", "app=web")["items"][0]["metadata"]["name"]
    web("rollout", "status", "-n", "kube-system", "deployment/coredns", "--timeout=120s")
    answer = web("exec", pod, "--", "/agnhost", "dns-suffix")
    assert "svc.cluster.local" in answer
    at_last_none(lambda: demo_app.unreached(web, "web.default.svc.cluster.local:80"), "the app by its name")


def test_pods_reach_pods_on_other_nodes(web: Kubectl):
    pods = demo_app.pods(web)
    assert {pod.node for pod in pods} == {"worker-2", "worker-3"}
    assert demo_app.unreached(web, *(f"{pod.address}:8080" for pod in pods), sources=pods) == []


def test_the_service_answers_from_several_pods(web: Kubectl, hosts: dict[int, LabHost]):
    eventually(lambda: demo_app.answers(web, hosts[1]) >= 3, "answers of three pods")


def test_the_next_preview_is_empty_and_touches_no_host(
    web: Kubectl, stack: Stack, hosts: dict[int, LabHost], logins_of_lab: dict[int, int]
):
    before = {index: host.logins() for index, host in hosts.items()}
    assert stack.preview() == []
    assert {index: host.logins() for index, host in hosts.items()} == before
    made = {index: logins - logins_of_lab[index] for index, logins in before.items()}
    assert max(made.values()) <= 9, f"logins while the cluster was built: {made}"


def test_the_status_of_a_new_cluster_is_well(web: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost]):
    """And every host was asked by one connection."""
    before = {index: hosts[index].logins() for index in (1, 2, 3)}
    seen = Asking(stack, settings).status()
    assert {index: hosts[index].logins() - logins for index, logins in before.items()} == {1: 1, 2: 1, 3: 1}
    assert (seen.concerns, seen.document["etcd"]["hash"], seen.document["etcd"]["alarms"]) == ([], "equal", [])
    assert seen.code == (1 if seen.words("end-of-life") else 0)
    assert [(one["name"], one["node"]["ready"], one["node"]["kubelet"]) for one in seen.document["hosts"]] == [
        ("cp-1", True, VERSION), ("worker-2", True, VERSION), ("worker-3", True, VERSION),
    ]  # fmt: skip
    assert seen.document["hosts"][0]["api_server"] == {"version": VERSION, "ready": True}
    assert len(seen.files("cp-1")) == 15
    kubelet = {f"/var/lib/kubelet/pki/{name}" for name in ("kubelet-client-current.pem", "kubelet.crt")}
    assert seen.files("worker-2") == {"/etc/kubernetes/pki/ca.crt", *kubelet}


def test_the_status_names_what_ends_soon_and_what_does_not_work(
    web: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost], tmp_path: Path
):
    asking = Asking(stack, settings)
    soon = asking.status("--warn-days", "5000")
    assert soon.code == 1
    assert any(words.startswith("/etc/kubernetes/pki/apiserver.crt ends in 36") for words in soon.words("certificate"))
    with certificate_near_its_end(hosts[1], 5):
        seen = asking.status()
    assert (seen.code, seen.concerns) == (2, [("critical", "certificate", "cp-1")])
    assert seen.words("certificate")[0].startswith(f"{SUPER_ADMIN} ends in 5 days, on ")
    with kubelet_stopped(hosts[3]):
        seen = asking.status()
    assert (seen.code, seen.concerns) == (2, [("critical", "unit", "worker-3")])
    assert seen.words("unit") == ["kubelet is inactive"]
    with alarm(hosts[1], tmp_path):
        seen = asking.status()
    assert (seen.code, ("critical", "etcd-alarm", None) in seen.concerns) == (2, True)
    away = asking.with_a_host_that_is_away("worker-9", settings.host_address(9), known_key(settings, 2))
    assert (away.code, away.concerns) == (2, [("critical", "reachable", "worker-9"), ("critical", "node", "worker-9")])
    assert [one["answered"] for one in away.document["hosts"]] == [True, True, True, False]
    eventually(lambda: asking.status().concerns == [], "the status to be well again")


def test_an_added_worker_is_the_only_host_in_the_preview(web: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost]):
    stack.write(cluster(settings, workers=(2, 3, 4)))
    planned = stack.preview()
    added = {("create", f"worker-4-{part}") for part in ("scripts", "cleanup", "install", "forget", "join", "converge", "node")}
    assert {(p.op, p.name) for p in planned} == added | {("update", "preflight"), ("update", "hosts")}
    assert [p.differs for p in planned if p.name == "preflight"] == [frozenset({"environment"})]
    assert '+ worker-4: "' in stack.diff()
    before = {index: hosts[index].logins() for index in (2, 3)}
    stack.up().ok()
    assert {index: hosts[index].logins() for index in (2, 3)} == before
    assert web.ready_nodes() == {"cp-1", "worker-2", "worker-3", "worker-4"}
    assert stack.preview() == []


def test_a_changed_pool_previews_as_readable_lines_and_reaches_the_nodes(web: Kubectl, stack: Stack, settings: Settings):
    changed = pool(
        settings, (2, 3, 4), labels={"example.com/tier": "web"}, annotations={"example.com/note": "two\nlines"},
        taints=[{"key": "example.com/only", "value": "web", "effect": "PreferNoSchedule"}], kubelet={"maxPods": 55},
    )  # fmt: skip
    stack.write(cluster(settings, workerPools=[changed]))
    planned = stack.preview()
    assert not any("install" in p.name or "join" in p.name or "cp-1-converge" in p.name for p in planned)
    assert "maxPods: 55" in stack.diff()
    stack.up().ok()
    for name in ("worker-2", "worker-3", "worker-4"):
        node = web.get("node", name)
        assert node["metadata"]["labels"]["example.com/tier"] == "web"
        assert node["metadata"]["annotations"]["example.com/note"] == "two\nlines"
        assert {"key": "example.com/only", "value": "web", "effect": "PreferNoSchedule"} in node["spec"]["taints"]
        eventually(lambda name=name: web.get("node", name)["status"]["capacity"]["pods"] == "55", f"{name} with 55 pods")
    assert stack.preview() == []


def test_a_changed_argument_reaches_the_api_server(web: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost]):
    """And a label that somebody changed by hand stops neither it nor the labels' own change."""
    web("label", "node", "worker-2", "example.com/tier=by-hand", "--overwrite")
    document = cluster(settings, workers=(2, 3, 4))
    document["controlPlane"]["apiServer"] = {"extraArgs": [{"name": "profiling", "value": "false"}]}
    stack.write(document)
    planned = stack.preview()
    assert [(p.op, p.differs) for p in planned if p.name == "cp-1-converge"] == [("update", frozenset({"stdin"}))]
    diff = stack.diff()
    assert re.search(r"\+.*profiling", diff), diff
    stack.up().ok()
    assert "--profiling=false" in hosts[1].run("pgrep -a kube-apiserver").split()
    for name in ("worker-2", "worker-3", "worker-4"):
        node = web.get("node", name)
        assert "example.com/tier" not in node["metadata"]["labels"], "a label that left the file stays on the node"
        assert "example.com/note" not in node["metadata"]["annotations"]
        assert "example.com/only" not in str(node["spec"].get("taints")), "a taint that left the file stays on the node"


def test_a_removed_worker_is_drained_and_clean(
    web: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost], bare: dict[int, set[str]]
):
    """As the file says in that very run, although the removal runs with what an earlier one stored."""
    # It came after the app, of which it has a part from now on.
    web("rollout", "restart", "deployment/web")
    web("rollout", "status", "deployment/web", "--timeout=120s")
    assert "worker-4" in {pod.node for pod in demo_app.pods(web)}
    web("create", "poddisruptionbudget", "web", "--selector=app=web", "--min-available=4")
    drain = {"gracePeriodSeconds": 1, "timeoutSeconds": 5}
    stack.write(cluster(settings, workerPools=[pool(settings, (2, 3), drain=drain)]))
    blocked = stack.up()
    assert blocked.status != 0
    assert "default/web" in blocked.output
    assert "drain.onBlockedBudget: force of the pool general" in blocked.output
    assert not web.get("node", "worker-4")["spec"].get("unschedulable"), "a drain that failed leaves the node cordoned"

    stack.write(cluster(settings, workerPools=[pool(settings, (2, 3), drain={**drain, "onBlockedBudget": "force"})]))
    planned = stack.preview()
    assert {p.op for p in planned if "worker-4" in p.name} == {"delete"}
    assert {p.name for p in planned if p.op == "update"} == {"drain-settings"}
    stack.up().ok()
    web("delete", "poddisruptionbudget", "web")
    assert web.ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    web("rollout", "status", "deployment/web", "--timeout=120s")
    assert hosts[4].traces() - bare[4] == set()
    assert bare[4] - hosts[4].traces() == set(), "something that was there before is gone"


def test_a_host_that_left_can_come_back(web: Kubectl, stack: Stack, settings: Settings):
    stack.write(cluster(settings, workers=(2, 3, 4)))
    stack.up().ok()
    assert web.ready_nodes() == {"cp-1", "worker-2", "worker-3", "worker-4"}


def private_texts(stack: Stack, settings: Settings) -> list[str]:
    """Every private key that the cluster has: the SSH key, those in the state, and the administrator's."""
    exported = stack.pulumi("stack", "export", "--show-secrets").ok().output
    keys = re.findall(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\+n|[A-Za-z0-9+/=])+-----END [A-Z ]*PRIVATE KEY-----", exported)
    [admin] = re.findall(r"client-key-data: (\S+)", stack.outputs()["kubeconfig"])
    return [settings.client_key.read_text(), admin, *(re.sub(r"\\+n", "\n", key) for key in keys)]


def test_secrets_show_nowhere(built: str, stack: Stack, settings: Settings, watch: ProcessWatch):
    secrets = [needles(secret) for secret in private_texts(stack, settings)]
    assert len(secrets) >= 6, "the state should hold the cluster's CA keys"
    assert all(secrets)
    seen = {"up": built, "preview": stack.diff(), "state": stack.state(), "stack file": stack.file.read_text()}
    for where, text in seen.items():
        shown = [needle for private in secrets for needle in private if needle.decode() in text]
        assert shown == [], f"a private key shows in the {where}"
    assert watch.rounds > 10, "the watch over processes hardly looked"
    assert watch.found(needle for private in secrets for needle in private) == set(), "a private key shows in a process list"


def test_destroy_leaves_the_hosts_as_they_were(built: str, stack: Stack, hosts: dict[int, LabHost], bare: dict[int, set[str]]):
    stack.destroy().ok()
    for index, host in hosts.items():
        assert host.traces() - bare[index] == set(), f"left on host {index}"


def test_nothing_is_left_in_the_state(stack: Stack):
    exported = json.loads(stack.pulumi("stack", "export").ok().output)
    assert exported["deployment"].get("resources", []) == []
