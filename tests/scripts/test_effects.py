"""The effects that a review tells of, against what the scripts restart on a host."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from components.core.config.model import Arg, Commands, HostsFile, Journal, Package, Proxy, RegistryMirror, Time
from components.core.steps import converge_step
from components.core.steps.effects import changes, effects, kinds
from tests.core.samples import CP_1, FULL, SMALL, W_1
from tests.scripts.sandbox import Sandbox
from tests.scripts.test_converge import converge, member

UNITS: Final = {
    kinds.KUBELET: "kubelet",
    kinds.CONTAINERD: "containerd",
    kinds.JOURNALD: "systemd-journald",
    kinds.CHRONY: "chrony",
}
"""The units that effects restart."""


def prepared(**settings: Any) -> Mapping[str, Any]:
    return {"preparation": replace(SMALL.preparation, **settings)}


def sources(**settings: Any) -> Mapping[str, Any]:
    return {"sources": replace(SMALL.sources, **settings)}


POOL = replace(SMALL.worker_pools[0], kubelet={"maxPods": 60})
CHANGES: Final[Mapping[str, Mapping[str, Any]]] = {
    "nothing": {},
    "registry mirrors": sources(registry_mirrors={"ghcr.io": (RegistryMirror(url="http://10.0.0.1:5000"),)}),
    "package repositories": sources(repositories=FULL.sources.repositories),
    "a proxy": sources(proxy=Proxy(http="http://10.0.0.2:3128", https="http://10.0.0.2:3128", user=None, no_proxy=())),
    "containerd's settings": {"containerd": replace(SMALL.containerd, sandbox_image="mirror/pause:3")},
    "kubelet settings of a pool": {"worker_pools": (POOL,)},
    "a drop-in of the kubelet": prepared(kubelet_drop_ins={"20-limits.conf": "[Service]\nLimitNOFILE=1000000\n"}),
    "limits of the journal": prepared(journal=Journal(max_use="1G")),
    "time servers": prepared(time=Time(servers=("10.0.0.1",))),
    "kernel settings": prepared(sysctl={"vm.max_map_count": "262144"}),
    "names of hosts": prepared(hosts_file=HostsFile(cluster=True)),
    "packages": prepared(packages=(Package(name="nfs-common", version=None),)),
    "commands": prepared(commands=Commands(before=("true",))),
}


@pytest.mark.thorough
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_worker_restarts_the_units_that_the_review_says(host: Sandbox, change: Mapping[str, Any]) -> None:
    member(host, W_1)
    after = replace(SMALL, **change)
    was, now = converge_step(SMALL, W_1), converge_step(after, W_1)
    said = {UNITS[effect] for effect in effects(was, now, changes(was, now)) if effect in UNITS}

    done = converge(host, after, W_1)

    assert done.code == 0, done.err
    assert {call.split()[-1] for call in host.calls("systemctl restart")} == said


def test_a_control_plane_restarts_the_static_pod_that_the_review_says(host: Sandbox) -> None:
    member(host, CP_1)
    after = replace(SMALL, control_plane=replace(SMALL.control_plane, api_server=(Arg(name="profiling", value="false"),)))
    was, now = converge_step(SMALL, CP_1), converge_step(after, CP_1)

    done = converge(host, after, CP_1)

    assert kinds.API_SERVER in effects(was, now, changes(was, now))
    assert "kube-apiserver changed" in done.out
    assert host.calls("systemctl restart") == []
