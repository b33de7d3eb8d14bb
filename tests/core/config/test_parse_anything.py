"""Whatever a document holds, parsing answers with a cluster or with a report, and a report points at what was changed."""

import copy
import json
from collections.abc import Iterator

import hypothesis
from hypothesis import strategies as st

from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec
from components.core.config.values import ROOT
from tests.core.config.documents import bundled, changed, existing, external, full, guarded, kube_vip, problems_of
from tests.examples import times

KNOWN_WORDS = sorted({"abcdef.0123456789abcdef", "10.0.0.10", "10.244.0.0/16", "off", "1.36.3", "a\nb", "$(id)", "'\"`", "\0", "\ud800"})
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(KNOWN_WORDS)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)

Place = tuple[str | int, ...]


def places(value: object, path: Place = ()) -> Iterator[Place]:
    """Every place of a document, by the keys and indexes that lead to it."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from places(entry, (*path, key))


DOCUMENTS = {
    "full": full(),
    "external": external(),
    "existing": existing(),
    "guarded": guarded(),
    "bundled": bundled(),
    "kube_vip": kube_vip(),
}
PLACES = sorted(((name, place) for name, document in DOCUMENTS.items() for place in places(document)), key=str)
KEYS = [(name, place) for name, place in PLACES if isinstance(place[-1], str)]


def top(place: Place) -> str:
    return f"{ROOT}.{place[0]}"


def parsed_or_reported(document: object, known_hosts: str = "") -> list[str]:
    """The paths of the report; none for a cluster. Any other exception fails the test."""
    problems = problems_of(document, known_hosts)
    report = str(InvalidSpec(problems))
    assert report.encode()
    assert len(report.splitlines()) == len(problems) + 1, "a problem is one line"
    return [problem.path for problem in problems]


@hypothesis.given(JSON | st.dictionaries(st.sampled_from(sorted(full())), JSON))
def test_any_document_is_parsed_or_reported(document: object):
    parsed_or_reported(document)


@hypothesis.given(st.text())
def test_any_known_hosts_file_is_read(text: str):
    parsed_or_reported(full(), text)


@times(3)
@hypothesis.given(st.sampled_from(PLACES), JSON)
def test_one_changed_value_is_parsed_or_reported_near_its_place(named: tuple[str, Place], value: object):
    name, place = named
    document = changed(DOCUMENTS[name], place, value)
    # What contradicts the changed value may be said of its other side, so only keys that are compared with no other must be near.
    alone = {
        "certSans",
        "featureGates",
        "labels",
        "annotations",
        "taints",
        "protect",
        "containerd",
        "extraArgs",
        "registryMirrors",
        "flannel",
    }
    paths = parsed_or_reported(document)
    if alone & set(place):
        assert all(path.startswith(top(place)) for path in paths)


@hypothesis.given(st.sampled_from(KEYS), st.integers(0, 30), st.sampled_from("xQ_"))
def test_one_misspelt_key_is_reported_where_it_stands(named: tuple[str, Place], position: int, letter: str):
    name, place = named
    document = copy.deepcopy(DOCUMENTS[name])
    inside = document
    for step in place[:-1]:
        inside = inside[step]
    key = str(place[-1])
    misspelt = key[:position] + letter + key[position:]
    inside[misspelt] = inside.pop(key)
    free = {
        "labels",
        "annotations",
        "sysctl",
        "registryMirrors",
        "patches",
        "evictionHard",
        "images",
        "zones",
        "values",
        "entries",
        "kubeletDropIns",
        "memorySwap",
    } & set(place[:-1])
    paths = parsed_or_reported(document)
    assert free or any(misspelt in path for path in paths)


def test_deep_and_wide_documents_are_reported_or_parsed():
    deep: object = "end"
    for _ in range(500):
        deep = [deep]
    assert problems_of({**full(), "kubelet": {"failSwapOn": False, "systemReserved": deep}})
    assert parsed_or_reported({**full(), "kubelet": {"failSwapOn": False, "allowedUnsafeSysctls": ["a"] * 10_000}}) == []


def test_a_thousand_hosts_parse_in_one_pass():
    document = full()
    document["workerPools"] = [
        {
            "name": "big",
            "maxUnavailable": 10,
            "hosts": [
                {"name": f"w-{n}", "address": f"10.9.{n // 250}.{n % 250 + 1}", "hostKey": full()["controlPlane"]["hosts"][0]["hostKey"]}
                for n in range(1000)
            ],
        }
    ]
    document["network"]["podCidr"] = "10.128.0.0/12"
    assert len(parse(json.loads(json.dumps(document))).worker_pools[0].hosts) == 1000
