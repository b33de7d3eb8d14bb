"""Disks that are looked at before Ceph is asked to take them, and the guard that stands before its data."""

from dataclasses import replace

import pytest

from components.addons.ceph_objects import ceph_services
from components.core.config.addons.rook_ceph import RookCeph
from components.core.config.model import ClusterSpec
from components.core.steps import ceph_ready_step, data_guard_step, raw_devices_step
from tests.components.addons.making import cluster
from tests.scripts.sandbox import Done, Sandbox

SPEC = cluster(rookCeph={"nodes": [{"name": "w-1", "devices": ["/dev/none", "/dev/null"]}], "monitors": 1, "managers": 1, "replicas": 1})
VOLUME = "rook-ceph.rbd.csi.ceph.com   PersistentVolume   pvc-1   database   shop"
OTHERS = "rancher.io/local-path   PersistentVolume   pvc-2   cache   shop\n<none>   PersistentVolume   pvc-3   <none>   <none>"


def ceph(spec: ClusterSpec = SPEC) -> RookCeph:
    wanted = spec.addons.get(RookCeph)
    assert wanted is not None
    return wanted


def guarded(host: Sandbox, volumes: str, clusters: str = "", destroy: bool = False) -> Done:
    """The guard's end in a cluster with these volumes and these Ceph clusters, of which there are definitions."""
    host.write("/etc/kubernetes/admin.conf", "")
    host.claim(SPEC.name, "w-1", "worker")
    host.write("/usr/local/state/volumes", volumes)
    host.write("/usr/local/state/clusters", clusters)
    host.replace_command(
        "kubectl",
        'case "$*" in *persistentvolumes*) cat /usr/local/state/volumes ;; *definition*) echo there ;;\n'
        "*cephclusters*) cat /usr/local/state/clusters ;; esac",
    )
    return host.run(data_guard_step(SPEC, replace(ceph(), destroy_data=destroy)), "delete")


def test_devices_that_will_not_do_are_named_with_what_is_wrong(host: Sandbox):
    [worker, *_] = SPEC.worker_pools[0].hosts
    host.claim(SPEC.name, "w-1", "worker")
    done = host.run(raw_devices_step(SPEC, ceph(), worker), "create")
    assert done.code == 1
    assert "w-1 has no such raw devices" in done.err
    assert "/dev/none is not there" in done.err
    assert "/dev/null is no block device" in done.err


@pytest.mark.parametrize("destroy", [False, True])
def test_volumes_in_use_are_never_given_up(host: Sandbox, destroy: bool):
    done = guarded(host, f"{OTHERS}\n{VOLUME}\n", destroy=destroy)
    assert done.code == 1
    assert "volumes of Ceph are in use" in done.err
    assert "pvc-1" in done.err
    assert "pvc-2" not in done.err


@pytest.mark.parametrize(("destroy", "code"), [(False, 1), (True, 0)])
def test_data_goes_only_where_the_stack_gave_it_up(host: Sandbox, destroy: bool, code: int):
    done = guarded(host, OTHERS, clusters="cephcluster/rook-ceph\n", destroy=destroy)
    assert done.code == code
    assert ("addons.rookCeph.destroyData: true" in done.err) is not destroy


def test_without_ceph_there_is_nothing_to_guard(host: Sandbox):
    assert guarded(host, OTHERS).code == 0


READY = "CephCluster rook-ceph 3 3 Ready Cluster created successfully\nCephBlockPool block 1 <none> Ready <none>"
PULLING = 'rook-ceph-detect-version-x: ImagePullBackOff: Back-off pulling image "quay.io/ceph/ceph:v20.2.4"'


def waited_for(host: Sandbox, objects: str, patience: int = 1) -> Done:
    """The end of the wait where Rook says this of its objects (kind, name, form, form that it has seen, phase, message)."""
    host.write("/etc/kubernetes/admin.conf", "")
    host.claim(SPEC.name, "w-1", "worker")
    host.write("/usr/local/state/objects", objects)
    host.replace_command(
        "kubectl",
        'case "$*" in *"cephcluster/rook-ceph cephblockpool/block"*) cat /usr/local/state/objects ;;\n'
        f"*' pods '*) echo '{PULLING}' ;;\n"
        "*logs*) printf '%s\\n' '12:00 I | all is well' '12:01 E | no version of Ceph' ;; esac",
    )
    return host.run(ceph_ready_step(SPEC, replace(ceph(), timeout_seconds=patience), ceph_services(ceph())), "create")


def test_ceph_is_ready_when_rook_says_so_of_all_of_it(host: Sandbox):
    done = waited_for(host, READY)
    assert done.code == 0, done.err
    assert done.out == "Ceph is ready: cephcluster/rook-ceph cephblockpool/block\n"


def test_a_ceph_that_is_not_ready_ends_in_what_rook_and_its_pods_say(host: Sandbox):
    done = waited_for(host, READY.replace("Ready Cluster created successfully", "Progressing Detecting Ceph version"))
    assert done.code == 1
    assert "Ceph was not ready within 1 s" in done.err
    assert "CephCluster rook-ceph Progressing Detecting Ceph version" in done.err
    assert PULLING in done.err
    assert "rook-ceph-operator: 12:01 E | no version of Ceph" in done.err
    assert "all is well" not in done.err
    assert "CephBlockPool" not in done.err


@pytest.mark.parametrize(
    "objects",
    [
        READY.replace("3 3", "4 3"),
        'Error from server (NotFound): cephclusters.ceph.rook.io "rook-ceph" not found',
        "The connection to the server was refused",
    ],
    ids=["said of an older form", "not there", "no answer"],
)
def test_what_rook_has_not_said_of_the_newest_form_is_no_readiness(host: Sandbox, objects: str):
    done = waited_for(host, objects)
    assert done.code == 1
    assert "Ceph was not ready within 1 s" in done.err
