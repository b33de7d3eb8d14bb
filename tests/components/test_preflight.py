"""Hosts are asked what they are before anything is made or changed, by one resource that is the same on every machine."""

import logging
import stat
from dataclasses import replace
from pathlib import Path

import pulumi
import pytest

from components import Secrets
from components.core.config.model import ClusterSpec, Endpoint, Preflight
from components.preflight import launcher
from tests.components.graph import CLUSTER_ID, Graph, Secret, bare_cluster, build
from tests.components.test_dead_hosts import with_dead
from tests.core.samples import EXTERNAL, host


def made(spec: ClusterSpec, key: str = "", *, preview: bool = False) -> Graph:
    return build(lambda: bare_cluster(spec, Secrets(ssh_private_key=pulumi.Output.secret(key) if key else None)), preview=preview)


def with_worker(spec: ClusterSpec, name: str, address: str) -> ClusterSpec:
    [pool] = spec.worker_pools
    return replace(spec, worker_pools=(replace(pool, hosts=(*pool.hosts, host(name, address))),))


def test_everything_waits_for_it(full: ClusterSpec):
    """The identity too: a range that collides with a host's routes can still be changed after the first `up`."""
    graph = made(full)
    for resource in graph.all:
        if resource.name not in {"preflight", "owner", "c"}:
            assert "preflight" in graph.after(resource.name), resource.name
    assert graph["identity"].waits_for == graph["hosts"].waits_for == {"preflight"}


def test_a_preview_shows_a_line_a_host(full: ClusterSpec):
    inputs = made(full, preview=True)["preflight"].inputs
    assert inputs["environment"].pop("KUBEADM_CLUSTER_ID") == CLUSTER_ID
    assert inputs["environment"] == {
        "cp-1": "10.0.0.10; control plane",
        "cp-2": "10.0.0.11; control plane",
        "cp-3": "10.0.0.12; control plane",
        "w-1": "10.0.0.20; worker",
        "w-2": "10.0.0.21; worker",
    }
    assert inputs.keys() == {"create", "update", "environment", "logging"}


def test_hosts_of_an_etcd_of_its_own_are_asked_as_well(full: ClusterSpec):
    graph = made(replace(EXTERNAL, addons=full.addons))
    assert graph["preflight"].inputs["environment"]["etcd-2"] == "10.0.0.32; etcd"


def test_an_added_worker_is_one_line_more_and_a_change_of_anything_else_is_none(small: ClusterSpec):
    before = made(small)["preflight"].inputs
    added = made(with_worker(small, "w-3", "10.0.0.22"))["preflight"].inputs
    assert added == {**before, "environment": {**before["environment"], "w-3": "10.0.0.22; worker"}}
    assert made(replace(small, kubelet={"maxPods": 50}))["preflight"].inputs == before


def test_the_dead_have_no_line_and_those_that_rise_again_another(full: ClusterSpec):
    assert "w-2" not in made(with_dead(full, "w-2"))["preflight"].inputs["environment"]
    again = made(with_dead(full, "w-2", generation=2))["preflight"].inputs["environment"]
    assert again["w-2"] == "10.0.0.21, generation 2; worker"


def test_its_inputs_are_the_same_on_every_machine(small: ClusterSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here = made(small, preview=True)["preflight"].inputs
    monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert made(small)["preflight"].inputs == here
    program = "pulumi-kubeadm/preflight/kubeadm/test/10.0.0.10:6443/ask"
    assert here["create"] == here["update"] == f'exec "${{XDG_CACHE_HOME:-$HOME/.cache}}"/{program}'


def test_stacks_of_one_name_do_not_run_each_others_programs(small: ClusterSpec):
    """Each backend has its own; what they build has an endpoint of its own."""
    other = replace(small, endpoint=Endpoint(host="10.9.0.10", port=6443))
    assert made(small)["preflight"].inputs["create"] != made(other)["preflight"].inputs["create"]
    assert [launcher.read(launcher.directory("kubeadm", "test", spec) / launcher.LAUNCHER) for spec in (small, other)] == [small, other]


def test_a_private_key_is_a_secret_on_stdin(small: ClusterSpec):
    assert made(small, "canary")["preflight"].inputs["stdin"] == Secret("canary")


def test_it_has_nothing_to_do_where_a_cluster_goes(small: ClusterSpec):
    assert "delete" not in made(small)["preflight"].inputs


def test_it_can_be_switched_off(small: ClusterSpec, tmp_path: Path):
    graph = made(replace(small, preflight=Preflight(enabled=False, severity={})))
    assert "preflight" not in graph.names()
    assert "identity" in graph.after("w-1-scripts")
    assert not (tmp_path / "pulumi-kubeadm" / "preflight").exists()


def test_a_preview_puts_nothing_in_place_and_a_run_a_program_of_the_user_alone(small: ClusterSpec):
    place = launcher.directory("kubeadm", "test", small)
    made(small, preview=True)
    assert not place.exists()
    made(small, "canary")
    [program] = place.iterdir()
    assert stat.S_IMODE(program.stat().st_mode) == 0o700
    assert launcher.read(program) == small
    assert b"canary" not in program.read_bytes()


def test_warnings_of_this_run_are_shown_and_those_of_the_last_are_not(
    small: ClusterSpec, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    place = launcher.directory("kubeadm", "test", small)
    place.mkdir(parents=True)
    (place / launcher.WARNINGS).write_text("of the last run")
    made(small)
    assert not (place / launcher.WARNINGS).exists()
    monkeypatch.setattr(launcher, "warnings", lambda _: "a firewall is active")
    with caplog.at_level(logging.WARNING):
        made(small)
    assert "a firewall is active" in caplog.text
