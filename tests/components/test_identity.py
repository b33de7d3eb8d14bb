"""What a cluster was born with cannot be changed, and trying touches nothing."""

from dataclasses import replace

import pulumi
import pytest

from components import Secrets
from components.core.config.identity import identity
from components.core.config.model import ClusterSpec
from tests.components.graph import Graph, bare_cluster, build, of_cluster


@pytest.mark.parametrize("preview", [True, False])
def test_a_changed_choice_fails_with_what_to_do_instead(small: ClusterSpec, preview: bool):
    renamed = replace(small, name="other", endpoint=replace(small.endpoint, port=8443))
    with pytest.raises(pulumi.RunError) as raised:
        build(lambda: bare_cluster(renamed, Secrets()), preview=preview, stored=dict(identity(small)))
    assert "cluster.name: got 'other', want 'small', which the cluster was made with" in str(raised.value)
    assert "cluster.endpoint: got" in str(raised.value)


def test_an_unchanged_cluster_goes_on(small: ClusterSpec):
    graph = build(lambda: bare_cluster(small, Secrets()), stored=dict(identity(small)))
    assert "w-1-node" in graph.names()


def test_every_host_and_every_object_waits_for_the_comparison(small: ClusterSpec):
    graph = of_cluster(small)
    for resource in (*graph.of_type("command:remote:"), *graph.of_type("kubernetes:"), *graph.of_type("tls:")):
        assert "identity" in graph.after(resource.name), resource.name


def test_the_store_never_changes_and_is_kept(small: ClusterSpec):
    store = of_cluster(small)["identity"]
    assert store.type == "pulumi:index:Stash"
    assert store.ignores == {"input"}
    assert store.request.protect


def protected(graph: Graph) -> set[str]:
    return {resource.name for resource in graph.all if resource.request.protect}


def test_what_cannot_be_made_again_is_protected_unless_the_stack_says_otherwise(small: ClusterSpec):
    kept = {"identity", "owner", "service-account-key", "protection", "protection-of-control-plane", "protection-of-workers"}
    kept |= {f"{ca}-{part}" for ca in ("ca", "etcd-ca", "front-proxy-ca") for part in ("key", "cert")}
    assert protected(of_cluster(small)) == kept
    assert protected(build(lambda: bare_cluster(replace(small, protect=False), Secrets()))) == set()
