"""Files that hosts share travel with the scripts, once for all of them; an input names their digest."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Host
from components.core.roles import role_of
from components.core.steps import File, StepInput, converge_step, install_step
from components.core.steps.files import host_files, shared_by_kind, shared_files
from components.core.steps.step_input import compressed, digest, shared_document
from tests.core.samples import BUNDLED, FULL, GUARDED, MIXED, SMALL, W_1, W_2

SPECS = pytest.mark.parametrize("spec", [SMALL, FULL, GUARDED, BUNDLED, MIXED], ids=lambda spec: spec.name)


def nodes(spec: ClusterSpec) -> list[Host]:
    return [*spec.control_plane.hosts, *(host for pool in spec.worker_pools for host in pool.hosts)]


def shared(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    return shared_files(spec, host, host_files(spec, host))


@SPECS
def test_hosts_of_a_kind_share_the_same_files(spec: ClusterSpec) -> None:
    """Otherwise each would need a file of scripts of its own, and a preview would show those of one host for all."""
    kinds: dict[tuple[str, ...], set[tuple[File, ...]]] = {}
    for host in nodes(spec):
        kinds.setdefault((role_of(spec, host), host.platform, host.architecture), set()).add(shared(spec, host))
    assert all(len(found) == 1 for found in kinds.values())


@SPECS
def test_nothing_that_is_shared_names_a_host(spec: ClusterSpec) -> None:
    """With a host more or less, all others would get another file."""
    renamed = {host.name: replace(host, name=f"{host.name}-other") for host in nodes(spec)}
    for host in nodes(spec):
        other = replace(spec, worker_pools=tuple(replace(p, hosts=tuple(renamed[h.name] for h in p.hosts)) for p in spec.worker_pools))
        if host not in spec.control_plane.hosts:
            assert shared(other, renamed[host.name]) == shared(spec, host)


def test_an_input_has_what_is_its_own_and_the_digest_of_the_rest() -> None:
    for step in (install_step(FULL, W_2), converge_step(FULL, W_2)):
        text = step.input.render()
        assert f"\nshared {digest(shared_document(shared(FULL, W_2)))}\n" in text
        assert "BEGIN PGP" not in text
        assert "BEGIN PGP" in step.input.render_whole()
    assert "maxPods: 60" in converge_step(replace(FULL, kubelet={"maxPods": 60}), W_2).input.render()


def test_a_changed_file_changes_the_inputs_that_name_it_and_the_pool_that_shows_it() -> None:
    mirrors = {**SMALL.sources.registry_mirrors, "docker.io": next(iter(FULL.sources.registry_mirrors.values()))}
    after = replace(SMALL, sources=replace(SMALL.sources, registry_mirrors=mirrors))

    assert converge_step(SMALL, W_1).input.render() != converge_step(after, W_1).input.render()
    [shown] = shared_by_kind(after, [W_1, W_2]).values()
    assert "/etc/containerd/certs.d/docker.io/hosts.toml" in shown


def test_what_an_input_shares_is_not_lost_with_a_parameter_more() -> None:
    step_input = StepInput({}, (File("/a", "1"), File("/b", "2")), (File("/a", "1"),))
    more = step_input.with_parameters(A="x").with_files(File("/c", "3"))
    assert "/a" not in more.render()
    assert {"/b", "/c"} <= set(more.render().split())


def test_a_compressed_input_is_the_same_in_each_run() -> None:
    assert compressed("A=1\n") == compressed("A=1\n")
