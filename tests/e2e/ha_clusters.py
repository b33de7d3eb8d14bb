"""Stack documents of highly available clusters on the lab's hosts."""

from collections.abc import Sequence
from typing import Any

from lab import mirror
from lab.settings import Settings
from tests.e2e.clusters import cluster, host

CONTROL_PLANES, BALANCERS, WORKERS = (1, 2, 3), (6, 7), (8, 9)
"""Hosts 4 and 5 are for more control planes, those from 10 on for members of etcd."""


def vip(settings: Settings) -> str:
    """The virtual address of the API."""
    return str(settings.subnet[100])


def haproxy(settings: Settings, balancers: Sequence[int]) -> dict[str, Any]:
    """haproxy on hosts of its own, or on the control planes where there are none."""
    own = [host(settings, index, f"lb-{index}") for index in balancers]
    balancer: dict[str, Any] = {"type": "haproxy", "vip": f"{vip(settings)}/{settings.subnet.prefixlen}"}
    return {**balancer, "hosts": own} if own else balancer


def kube_vip(settings: Settings) -> dict[str, Any]:
    """kube-vip on the control planes."""
    return {"type": "kubeVip", "vip": f"{vip(settings)}/{settings.subnet.prefixlen}"}


def ha(
    settings: Settings,
    control_planes: Sequence[int] = CONTROL_PLANES,
    balancers: Sequence[int] = BALANCERS,
    workers: Sequence[int] = WORKERS,
    **changes: Any,
) -> dict[str, Any]:
    """Control planes cp-<host>, the first of which may create the cluster, behind haproxy; etcd stacked. `changes` replace whole keys."""
    hosts = [host(settings, index, f"cp-{index}") for index in control_planes]
    document = cluster(
        settings,
        workers,
        controlPlane={"initHost": hosts[0]["name"], "hosts": hosts},
        loadBalancer=haproxy(settings, balancers),
    )
    return {**document, **({} if workers else {"workerPools": []}), **changes}


def external_etcd(settings: Settings, members: Sequence[int]) -> dict[str, Any]:
    """etcd on hosts of its own, etcd-<host>."""
    hosts = [host(settings, index, f"etcd-{index}") for index in members]
    return {"topology": "external", "initHost": hosts[0]["name"], "hosts": hosts, "release": mirror.etcd_release(settings)}


def change_host(document: dict[str, Any], name: str, **keys: Any) -> dict[str, Any]:
    """Sets keys of the host with that name, wherever it stands in the document, and returns the document."""
    lists = [document["controlPlane"]["hosts"], document.get("etcd", {}).get("hosts", [])]
    lists += [document["loadBalancer"].get("hosts", []), *(pool["hosts"] for pool in document["workerPools"])]
    [found] = [one for hosts in lists for one in hosts if one["name"] == name]
    found.update(keys)
    return document
