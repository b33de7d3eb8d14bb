"""A good stack file becomes a ClusterSpec that holds what model says."""

import dataclasses
import random
import types
import typing
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

import pytest

from components.core.config.addons.flannel import Flannel
from components.core.config.model import Chart, ClusterSpec, Endpoint, Json, RegistryChart, RepositoryChart
from components.core.config.parse import parse
from tests.core.config.documents import changed, existing, external, full, host_key, kube_vip, small


def misfit(value: object, declared: object) -> str | None:
    """Where a value is not of its declared type; dataclasses, tuples, mappings and optional values are looked into."""
    origin, inner = typing.get_origin(declared), typing.get_args(declared)
    if origin in (types.UnionType, typing.Union):
        return None if any(misfit(value, one) is None for one in inner) else f"{value!r} is no {declared}"
    if origin is tuple:
        return next((found for item in value if (found := misfit(item, inner[0]))), None) if isinstance(value, tuple) else "no tuple"
    if origin is not None and issubclass(origin, Mapping):
        return None if isinstance(value, dict) and all(misfit(key, str) is None for key in value) else f"{value!r} is no mapping"
    if dataclasses.is_dataclass(declared) and isinstance(value, declared):
        hints = typing.get_type_hints(declared, localns={"Json": Json})
        return next((f"{name}: {found}" for name, kind in hints.items() if (found := misfit(getattr(value, name), kind))), None)
    return None if type(value) is declared else f"{value!r} is no {declared}"


@pytest.mark.parametrize("document", [small, full, external, existing, kube_vip], ids=lambda document: document.__name__)
def test_every_field_holds_the_type_that_the_model_declares(document: Callable[[], dict]):
    assert misfit(parse(document()), ClusterSpec) is None


def test_a_chart_is_where_the_stack_file_says():
    sources = [addon.source.source for addon in parse(full()).addons.custom if isinstance(addon.source, Chart)]
    assert sources == [
        "charts/web.tgz",
        RepositoryChart(url="https://charts.example.com", name="grafana", version="9.0.0", sha256="ab" * 32),
        RegistryChart(url="ghcr.io/example/charts/till", version="1.0.0+a", sha256="cd" * 32, manifest=True),
    ]
    other = changed(
        changed(full(), ("addons", "custom", 4, "chart", "digest"), None), ("addons", "custom", 4, "chart", "sha256"), "ef" * 32
    )
    assert parse(other).addons.artefacts()["till/source"] == RegistryChart(
        url="ghcr.io/example/charts/till", version="1.0.0+a", sha256="ef" * 32, manifest=False
    )


def test_what_is_left_out_has_its_default():
    spec = parse(small())
    assert spec.endpoint == Endpoint(host="10.0.0.10", port=6443)
    assert spec.control_plane.init_host == "cp-1"
    assert str(spec.network.service_cidr) == "10.96.0.0/12"
    assert spec.containerd.sandbox_image == "registry.k8s.io/pause:3.10.2"
    assert spec.sources.repositories["debian-12"]["kubernetes"].uri == "https://pkgs.k8s.io/core:/stable:/v1.36/deb/"
    flannel = spec.addons.get(Flannel)
    assert flannel is not None
    assert flannel.manifest.url == "https://raw.githubusercontent.com/flannel-io/flannel/v0.28.4/Documentation/kube-flannel.yml"
    assert len(flannel.manifest.sha256) == 64
    assert spec.protect


def test_an_empty_addons_installs_nothing():
    assert parse({**small(), "addons": {}}).addons.get(Flannel) is None


def test_a_key_without_a_value_is_a_key_left_out():
    assert parse({**small(), "workerPools": None, "network": None}) == parse(small())


def test_a_host_overrides_how_it_is_reached():
    spec = parse(full())
    control_plane, worker = spec.control_plane.hosts[0].ssh, spec.worker_pools[0].hosts[0].ssh
    assert (control_plane.user, control_plane.port) == ("root", 2022)
    assert (worker.user, worker.port) == ("admin", 22)
    assert worker.bastion is not None
    assert worker.bastion.host_key == host_key(9)


@pytest.mark.parametrize("document", [full, external, existing], ids=lambda document: document.__name__)
def test_the_order_of_the_file_says_nothing(document: Callable[[], dict]):
    ordered, shuffled = document(), document()
    for seed in range(20):
        shuffle = random.Random(seed).shuffle
        shuffle(shuffled["workerPools"])
        for pool in shuffled["workerPools"]:
            shuffle(pool["hosts"])
            shuffle(pool.get("taints", []))
        shuffle(shuffled["controlPlane"]["hosts"])
        shuffle(shuffled["loadBalancer"]["hosts"])
        shuffle(shuffled["etcd"].get("hosts", []))
        shuffle(shuffled["etcd"].get("endpoints", []))
        assert parse(shuffled) == parse(ordered)
    assert [host.name for host in parse(shuffled).worker_pools[0].hosts] == ["w-1", "w-2", "w-10"]


def test_the_order_of_arguments_is_kept():
    args = [{"name": "service-account-issuer", "value": f"https://{n}.example.com"} for n in (2, 1)]
    spec = parse(changed(small(), ("controlPlane", "apiServer"), {"extraArgs": args}))
    assert [arg.value for arg in spec.control_plane.api_server] == ["https://2.example.com", "https://1.example.com"]


def test_whole_numbers_may_come_as_json_carries_them():
    assert parse(changed(full(), ("workerPools", 0, "maxUnavailable"), 2.0)).worker_pools[0].max_unavailable == 2


def test_hosts_can_lie_in_any_ordinary_network():
    for address in ("192.0.2.1", "172.16.0.1", "100.64.0.1", "8.8.8.8"):
        spec = parse(changed(small(), ("controlPlane", "hosts", 0, "address"), address))
        assert spec.control_plane.hosts[0].address == IPv4Address(address)


def test_limited_swap_is_told_to_every_kubelet():
    spec = parse({**small(), "preparation": {"swap": "limited"}, "kubelet": {"maxPods": 60}})
    assert spec.kubelet == {"failSwapOn": False, "memorySwap": {"swapBehavior": "LimitedSwap"}, "maxPods": 60}
    assert parse(small()).kubelet == {}


def test_packages_are_names_or_names_with_versions():
    found = parse(full()).preparation.packages
    assert [(package.name, package.version) for package in found] == [("g++", None), ("open-vm-tools", "2:12.2.0-1+deb12u3")]
