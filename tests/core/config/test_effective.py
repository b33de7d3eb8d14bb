"""A stack file with its defaults written out describes the same cluster, and has every key that has a value."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given

from components.core.config.effective import effective
from components.core.config.files import with_texts
from components.core.config.nested import keys_of, nested
from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec
from components.core.config.schema.cluster import CLUSTER
from components.core.config.tables import Default, Derived, FileKey
from tests.core.config.documents import (
    apt_key,
    bundled,
    changed,
    existing,
    external,
    full,
    guarded,
    host_key,
    hosts,
    kube_vip,
    small,
)
from tests.core.config.test_accepted import documents

MADE = [small, full, external, existing, guarded, bundled, kube_vip]


def mixed() -> dict:
    """Hosts of both package managers, of which none has its repository in the stack's own key."""
    document = changed(small(), ("workerPools",), [{"name": "r", "platform": "rhel-9", "hosts": hosts("r", 21, 2)}])
    return changed(document, ("preparation", "swap"), "limited")


@pytest.mark.parametrize("make", [*MADE, mixed], ids=lambda make: make.__name__)
def test_it_describes_the_same_cluster(make: Callable[[], dict]):
    written = effective(make(), make(), "")
    assert parse(written) == parse(make())
    assert effective(written, written, "") == written, "nothing is left to fill in"


@given(documents())
def test_it_describes_the_same_cluster_whatever_that_is(document: dict):
    try:
        spec = parse(document)
    except InvalidSpec:
        return
    assert parse(effective(document, document, "")) == spec


def filled(value: object, path: str = "") -> Iterator[str]:
    """The paths of all keys of a document, as `nested` has them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}.{name}".removeprefix(".")
            yield from filled(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from filled(inner, f"{path}[]")


def test_every_key_with_a_default_is_written():
    """A default that was forgotten would look like a key that has no effect."""
    written = {path for make in MADE for path in filled(effective(make(), make(), ""))}
    missing = [
        f"{path}.{key.name}".removeprefix(".")
        for path, table in nested("", CLUSTER)
        for key in keys_of(table)
        if not isinstance(key.default, Default | Derived) and path in {"", *written} and not isinstance(key, FileKey)
    ]
    assert [path for path in missing if path not in written] == []
    assert {"endpoint", "controlPlane.initHost", "controlPlane.hosts[].ssh.port", "containerd.sandboxImage"} <= written


def test_files_go_on_being_named():
    """The text of a file is no default, and a lock has thousands of lines."""
    document = changed(small(), ("sources", "kubernetes"), {"keyFile": "a.asc"})
    found = effective(document, with_texts(document, {"sources.kubernetes.keyFile": apt_key()}), "")
    assert found["sources"]["kubernetes"]["keyFile"] == "a.asc"
    assert "key" not in found["sources"]["kubernetes"]


def test_host_keys_of_a_known_hosts_file_are_written():
    document = changed(small(), ("controlPlane", "hosts"), [{"name": "cp-1", "address": "10.0.0.10"}])
    found = effective(document, document, f"10.0.0.10 {host_key()}")
    assert found["controlPlane"]["hosts"][0]["hostKey"] == host_key()


def test_an_argument_without_text_stays():
    document = changed(small(), ("kubeletExtraArgs",), [{"name": "v", "value": ""}])
    assert effective(document, document, "")["kubeletExtraArgs"] == [{"name": "v", "value": ""}]
