"""Nodes of a small cluster at 1.36.3, and other versions for them."""

from dataclasses import replace

from components.core.config.model import ClusterSpec, Host
from components.core.steps import converge_step, install_step, join_secrets, join_step
from tests.core.samples import SMALL, W_1
from tests.scripts.material import material
from tests.scripts.sandbox import Done, Sandbox

W_2 = replace(W_1, name="w-2")
TWO = replace(SMALL, worker_pools=(replace(SMALL.worker_pools[0], hosts=(W_1, W_2)),))
NEXT = replace(TWO, kubernetes_version="1.37.2")
PATCH = replace(TWO, kubernetes_version="1.36.9")
API_SERVERS, PODS, NODES = (f"/usr/local/state/{name}" for name in ("api-servers", "own-pods", "node-versions"))
WELL = "cp-1|v1.36.3|True||node-role.kubernetes.io/control-plane\nw-1|v1.36.3|True||\nw-2|v1.36.3|True||\n"


def upgraded(host: Sandbox, spec: ClusterSpec, node: Host) -> Done:
    return host.run(converge_step(spec, node), "update")


def member(host: Sandbox, node: Host) -> None:
    host.run(install_step(TWO, node), "create")
    assert host.run(join_step(TWO, node), "create", join_secrets(TWO, node, material(TWO))).code == 0
    assert upgraded(host, TWO, node).code == 0
    host.forget_calls()
