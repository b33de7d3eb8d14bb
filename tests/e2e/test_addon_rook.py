"""Rook on hosts: disks that are looked at first, its operator, a Ceph that it takes on, and a removal that leaves nothing.

No image of Ceph can be had in the lab, so it ends where Rook asks Ceph for its version. Long: Rook has to be built first.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.addons.manifest import digest
from lab import programs
from lab.programs.addons import ROOK_VERSION
from lab.settings import Settings
from tests.e2e.addon_clusters import cluster_with, published
from tests.e2e.hosts import LabHost
from tests.e2e.life import Life
from tests.e2e.stack import Run
from tests.instruments.folder import served
from tests.lab_machine import lab

pytestmark = [pytest.mark.timeout(1800), pytest.mark.long]
HOSTS = 3
WORKERS = (2, 3)
DISK = "/dev/disk-for-ceph"
CEPH = "quay.io/ceph/ceph:v19.2.2"
PATIENCE = 150
NAMESPACE = ("-n", "rook-ceph")


@pytest.fixture(scope="module")
def disks(hosts: dict[int, LabHost], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A raw disk for each worker: a file of the lab machine as a block device."""
    devices = []
    for index in WORKERS:
        file = tmp_path_factory.mktemp("disks") / f"{index}.img"
        file.touch()
        subprocess.run(["truncate", "--size=1G", file], check=True)
        device = Path(subprocess.run(["losetup", "--find", "--show", file], check=True, text=True, capture_output=True).stdout.strip())
        devices.append(device)
        hosts[index].run(f"mknod {DISK} b 7 {device.name.removeprefix('loop')}")
    yield
    for device in devices:
        subprocess.run(["losetup", "--detach", device], check=True)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A manifest without objects: before 1.18, Rook drives Ceph's CSI drivers without another operator."""
    file = tmp_path_factory.mktemp("published") / "nothing.yaml"
    file.write_text("# no objects\n")
    with served(file.parent) as url:
        yield {"url": f"{url}/{file.name}", "sha256": digest(file.read_bytes())}


def rook(settings: Settings, nothing: dict[str, str], device: str = DISK, **changes: Any) -> dict[str, Any]:
    """One monitor, one manager and two copies on the workers' disks."""
    share = programs.directory(settings, "rook") / "share"
    pins = {name: {**published(settings, f"{name}.yaml"), "sha256": digest((share / f"{name}.yaml").read_bytes())}
            for name in ("crds", "common", "operator")}  # fmt: skip
    nodes = [{"name": f"worker-{index}", "devices": [device]} for index in WORKERS]
    size = {"monitors": 1, "managers": 1, "replicas": 2, "nodes": nodes}
    ceph = {"version": ROOK_VERSION, "cephImage": CEPH, "timeoutSeconds": PATIENCE, **size, **pins, "csioperator": nothing}
    return cluster_with(settings, {"rookCeph": {**ceph, **changes}})


@pytest.fixture(scope="module")
def built(life: Life) -> Life:
    lab("addons", "rook")
    life.up(cluster_with(life.settings, {})).ok()
    return life


def names(life: Life, kinds: str) -> set[str]:
    return set(life.kubectl("get", kinds, *NAMESPACE, "-o", "name", "--ignore-not-found").split())


def refused(run: Run) -> str:
    assert run.status != 0, run.output
    return run.output


def test_devices_that_will_not_do_end_the_run_before_anything_is_applied(built: Life, nothing: dict[str, str]):
    said = refused(built.up(rook(built.settings, nothing, "/dev/null")))
    for index in WORKERS:
        assert f"worker-{index} has no such raw devices" in said
    assert names(built, "namespace/rook-ceph") == set()


def test_the_operator_takes_the_ceph_of_the_stack_on(built: Life, disks: None, nothing: dict[str, str]):
    """It starts Ceph's drivers and asks Ceph for its version, and the run ends within its bound with what keeps it from going on."""
    said = refused(built.up(rook(built.settings, nothing)))

    built.kubectl("rollout", "status", "deployment/rook-ceph-operator", *NAMESPACE, "--timeout=5s")
    status = built.kubectl.get("cephcluster", "rook-ceph", *NAMESPACE)["status"]
    assert status["phase"] == "Progressing"
    assert {"daemonset.apps/csi-rbdplugin", "daemonset.apps/csi-cephfsplugin"} <= names(built, "daemonset")
    [asking] = built.kubectl.get("pods", "-l", "app=rook-ceph-detect-version", *NAMESPACE)["items"]
    assert asking["status"]["initContainerStatuses"][0]["state"]["terminated"]["reason"] == "Completed"

    assert f"Ceph was not ready within {PATIENCE} s" in said
    assert f"CephCluster rook-ceph Progressing {status['message']}" in said
    assert f"{asking['metadata']['name']}: ImagePullBackOff" in said
    assert CEPH in said


def test_what_was_not_ready_is_all_that_is_left_to_do(built: Life):
    for refreshed in ((), ("--refresh",)):
        assert [(step.op, step.name) for step in built.stack.preview(*refreshed)] == [("create", "ceph-ready")]


def test_a_line_less_does_not_remove_a_ceph_that_never_became_ready(built: Life):
    said = refused(built.up(cluster_with(built.settings, {})))
    assert "addons.rookCeph.destroyData: true" in said
    assert names(built, "cephcluster") == {"cephcluster.ceph.rook.io/rook-ceph"}
    built.kubectl("rollout", "status", "deployment/rook-ceph-operator", *NAMESPACE, "--timeout=5s")


def test_removal_of_data_that_was_given_up_leaves_only_the_definitions(built: Life, nothing: dict[str, str]):
    """Rook itself lets its CephCluster go, so it has to be there until that is gone."""
    assert "Ceph was not ready" in refused(built.up(rook(built.settings, nothing, timeoutSeconds=90, destroyData=True)))

    built.up(cluster_with(built.settings, {})).ok()

    assert names(built, "namespace/rook-ceph") == set()
    left = built.kubectl("get", "clusterrole,clusterrolebinding,storageclass,customresourcedefinition", "-o", "name").split()
    kinds = {line.partition("/")[0] for line in left if "rook" in line or "ceph" in line}
    assert kinds == {"customresourcedefinition.apiextensions.k8s.io"}
    assert built.stack.preview() == []
