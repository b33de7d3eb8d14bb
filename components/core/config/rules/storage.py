"""Storage by Ceph: nodes that are there, and enough of them for what it is to survive."""

from collections.abc import Iterator

from ..addons.rook_ceph import RookCeph, StorageNode
from ..problems import Problem
from ..values import Values, sibling
from .hosts import NODES

PATH = "addons.rookCeph"
REPELLING = frozenset({"NoSchedule", "NoExecute"})


def disks_are_of_nodes_that_take_pods(values: Values) -> Iterator[Problem]:
    there = _open_nodes(values)
    seen: set[str] = set()
    for path, node in values.find(f"{PATH}.nodes[*]", StorageNode):
        if node.name not in there:
            known = ", ".join(there) or "none"
            yield Problem(f"{path}.name", node.name, f"a node of the stack without taints that keep pods away: {known}")
        if node.name in seen:
            yield Problem(f"{path}.name", node.name, "each node once, with all of its devices")
        seen.add(node.name)
        if len(set(node.devices)) < len(node.devices):
            yield Problem(f"{path}.devices", list(node.devices), "each device once")


def there_are_nodes_enough(values: Values) -> Iterator[Problem]:
    """Fewer leave Ceph waiting for ever, with nothing to see but pods that are not placed."""
    places = len(_open_nodes(values))
    for path, ceph in values.find(PATH, RookCeph):
        for key, count in (("monitors", ceph.monitors), ("managers", ceph.managers)):
            if count > places:
                yield Problem(f"{path}.{key}", count, f"at most {places}: each is on a node of its own, and that many take pods")
        if ceph.monitors % 2 == 0:
            yield Problem(f"{path}.monitors", ceph.monitors, "an odd number: one more survives no more losses")
        disks = sum(len(node.devices) for node in ceph.nodes)
        copies = len(ceph.nodes) if ceph.failure_domain == "host" else disks
        if ceph.replicas > copies:
            yield Problem(f"{path}.replicas", ceph.replicas, f"at most {copies}: no two copies are on the same {ceph.failure_domain}")


def the_default_class_is_there(values: Values) -> Iterator[Problem]:
    for path, ceph in values.find(PATH, RookCeph):
        if ceph.default_class and not getattr(ceph, ceph.default_class):
            yield Problem(f"{path}.defaultClass", ceph.default_class, f"{ceph.default_class}: true as well, or none")


def _open_nodes(values: Values) -> list[str]:
    """Returns the names of the nodes on which pods without tolerations run."""
    tainted = values.find("workerPools[*].taints", tuple)
    closed = [sibling(path, "hosts[") for path, taints in tainted if REPELLING & {taint.effect for taint in taints}]
    closed += [sibling(path, "hosts[") for path, open_ in values.find("controlPlane.schedulable", bool) if not open_]
    names = [found for hosts in reversed(NODES) for found in values.find(f"{hosts}.name", str)]
    return [name for path, name in names if not path.startswith(tuple(closed)) and not values.at(sibling(path, "dead"), bool)]
