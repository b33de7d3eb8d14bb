"""A value that would mean something to a shell or to YAML is refused, or arrives as the very text it is."""

import subprocess
from collections.abc import Callable
from functools import reduce

import pytest
import yaml

from components.core.config.parse import parse
from components.core.config.problems import step_into
from components.core.config.values import ROOT
from components.core.steps.step_input import File, StepInput
from tests.core.config.documents import bundled, changed, existing, external, full, kube_vip, problems_of

NASTY = [
    "$(touch /tmp/x)",
    "`id`",
    "a'b",
    'a"b',
    "a;b",
    "a&&b",
    "${HOME}",
    "a\\b",
    "--",
    "{a: b}",
    "- a",
    "# a",
    "a: b",
    "%s",
    "!tag",
    "*a",
    "é€",
]

TEXT_PLACES = [
    (("controlPlane", "annotations", "example.com/owner"), lambda spec: spec.control_plane.annotations["example.com/owner"]),
    pytest.param(
        ("controlPlane", "apiServer", "extraArgs", 0, "value"), lambda spec: spec.control_plane.api_server[0].value, id="argument"
    ),
    pytest.param(("kubeletExtraArgs", 0, "value"), lambda spec: spec.kubelet_extra_args[0].value, id="argument of kubelets"),
    pytest.param(("kubeadm", "patches", "etcd.yaml"), lambda spec: spec.kubeadm.patches["etcd.yaml"], id="patch"),
    pytest.param(("sources", "bundle", "directory"), lambda spec: spec.sources.bundle.directory, id="directory of the bundle"),
    pytest.param(("preparation", "sysctl", "vm.x"), lambda spec: spec.preparation.sysctl["vm.x"], id="sysctl"),
    pytest.param(("preparation", "commands", "after", 0), lambda spec: spec.preparation.commands.after[0], id="command"),
    pytest.param(("preparation", "kubeletDropIns", "x.conf"), lambda spec: spec.preparation.kubelet_drop_ins["x.conf"], id="drop-in"),
    pytest.param(("kubelet", "staticPodURL"), lambda spec: spec.kubelet["staticPodURL"], id="kubelet field"),
    pytest.param(("kubeProxy", "hostnameOverride"), lambda spec: spec.kube_proxy["hostnameOverride"], id="kube-proxy field"),
]

CLOSED_PLACES = [
    ("name",),
    ("kubernetesVersion",),
    ("endpoint",),
    ("ssh", "user"),
    ("network", "dnsDomain"),
    ("controlPlane", "initHost"),
    ("controlPlane", "certSans", 0),
    ("controlPlane", "hosts", 0, "name"),
    ("controlPlane", "hosts", 0, "address"),
    ("controlPlane", "hosts", 0, "ssh", "address"),
    ("ssh", "bastion", "address"),
    ("controlPlane", "apiServer", "extraArgs", 0, "name"),
    ("etcd", "dataDir"),
    ("kubeletExtraArgs", 0, "name"),
    ("addons", "custom", 3, "chart", "repo"),
    ("addons", "custom", 3, "chart", "name"),
    ("addons", "custom", 3, "chart", "version"),
    ("addons", "custom", 4, "chart", "oci"),
    ("addons", "custom", 4, "chart", "digest"),
    ("loadBalancer", "type"),
    ("loadBalancer", "vip"),
    ("loadBalancer", "interface"),
    ("loadBalancer", "hosts", 0, "name"),
    ("loadBalancer", "hosts", 0, "address"),
    ("workerPools", 1, "maxUnavailable"),
    ("workerPools", 0, "drain", "onBlockedBudget"),
    ("workerPools", 0, "name"),
    ("workerPools", 0, "labels", "tier"),
    ("workerPools", 0, "hosts", 0, "labels", "rack"),
    ("workerPools", 0, "taints", 0, "key"),
    ("workerPools", 0, "taints", 0, "value"),
    ("kubeadm", "ignorePreflightErrors", 0),
    ("containerd", "version"),
    ("containerd", "sandboxImage"),
    ("preparation", "kernelModules", 0),
    ("sources", "preset"),
    ("preparation", "swap"),
    ("preparation", "time", "servers", 0),
    ("preparation", "time", "zone"),
    ("preparation", "hostname"),
    ("preparation", "hostsFile", "entries", "registry.example.com"),
    ("preparation", "journal", "maxUse"),
    ("preparation", "journal", "keepFor"),
    ("preparation", "packages", 0),
    ("sources", "kubernetes", "uri"),
    ("sources", "kubernetes", "suite"),
    ("sources", "packages", "components", 0),
    ("sources", "imageRepository"),
    ("sources", "registryMirrors", "registry.k8s.io"),
    ("sources", "registryMirrors", "ghcr.io", "url"),
    ("sources", "registryMirrors", "ghcr.io", "ca"),
    ("sources", "registryMirrors", "ghcr.io", "user"),
    ("sources", "proxy", "http"),
    ("sources", "proxy", "https"),
    ("sources", "proxy", "user"),
    ("sources", "proxy", "noProxy", 0),
    ("addons", "flannel", "manifest", "url"),
]


BACKSLASHED = {("ssh", "user"), ("sources", "registryMirrors", "ghcr.io", "user"), ("sources", "proxy", "user")}
"""Where CORP\\jane is a name, which arrives as it is (`test_passed_on`)."""


def path_of(place: tuple[str | int, ...]) -> str:
    """As a report writes it."""
    return reduce(lambda path, key: f"{path}[{key}]" if isinstance(key, int) else step_into(path, key), place, ROOT)


@pytest.mark.parametrize("value", [*NASTY, "a\nb", "a\rb", "a\0b", "a\u2028b", "\x1b[2J"])
def test_where_only_some_characters_can_be_right_the_others_are_refused(value: str):
    """In all of these places at once, for a mistake in one place never hides one in another."""
    document = full()
    for place in CLOSED_PLACES:
        document = changed(document, place, value)
    refused = {problem.path for problem in problems_of(document)}
    # A mirror may be written as its URL alone.
    taken = {place for place in CLOSED_PLACES if not refused & {path_of(place), f"{path_of(place)}.url"}}
    assert taken == (BACKSLASHED if value == "a\\b" else set())


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (external, ("dataDir",)),
        (external, ("initHost",)),
        (external, ("compactionRetention",)),
        (external, ("hosts", 0, "name")),
        (external, ("extraArgs", 0, "name")),
        (external, ("release", "version")),
        (external, ("release", "url")),
        (external, ("release", "sha256")),
        (existing, ("endpoints", 0)),
        (existing, ("ca",)),
        (existing, ("cert",)),
    ],
)
def test_the_same_of_other_topologies_of_etcd(document: Callable[[], dict], key: tuple):
    values = [*NASTY, "a\nb", "a\rb", "a\0b", "a\u2028b", "\x1b[2J"]
    assert [value for value in values if not problems_of(changed(document(), ("etcd", *key), value))] == []


@pytest.mark.parametrize("value", [*NASTY, "a\nb", "a\0b"])
def test_a_lock_is_one_that_was_written_here(value: str):
    assert problems_of(changed(bundled(), ("sources", "bundle", "lock"), value))


@pytest.mark.parametrize("value", [*NASTY, "a\nb", "a\0b"])
@pytest.mark.parametrize(("document", "place"), [(kube_vip, ("loadBalancer", "image")), (bundled, ("sources", "bundle", "images", 0))])
def test_an_image_is_an_image(document: Callable[[], dict], place: tuple, value: str):
    assert problems_of(changed(document(), place, value))


@pytest.mark.parametrize(("place", "read"), TEXT_PLACES)
def test_free_text_arrives_unchanged_through_yaml_and_shell(place: tuple, read):
    for value in NASTY:
        held = read(parse(changed(bundled(), place, value)))
        assert held == value
        assert yaml.safe_load(yaml.safe_dump({"x": held}))["x"] == value
        step_input = StepInput({"VALUE": held}, (File("/x", held),)).render()
        script = f'file() {{ printf "%s|" "$3"; }}; {step_input}printf %s "$VALUE"'
        assert subprocess.run(["bash", "-c", script], capture_output=True, check=True).stdout.decode() == f"{value}|{value}"


@pytest.mark.parametrize(("place", "read"), TEXT_PLACES)
@pytest.mark.parametrize("value", ["a\0b", "a\x1bb", "a\rb", "\ud800"])
def test_control_characters_are_refused_even_in_free_text(place: tuple, read, value: str):
    assert problems_of(changed(bundled(), place, value))


@pytest.mark.parametrize("key", ["a b", "$(id)", "a\nb", "../a", "/a", "", "a'b"])
@pytest.mark.parametrize(
    "table",
    [
        ("workerPools", 0, "labels"),
        ("workerPools", 0, "annotations"),
        ("preparation", "sysctl"),
        ("preparation", "hostsFile", "entries"),
        ("preparation", "kubeletDropIns"),
        ("kubeadm", "patches"),
        ("sources", "registryMirrors"),
    ],
)
def test_keys_of_the_users_own_are_checked_too(table: tuple, key: str):
    assert problems_of(changed(full(), table, {key: "x"}))
