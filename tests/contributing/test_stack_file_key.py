"""The walk through adding a key works as it is written: a line in a table and a field are all that a key needs."""

from collections.abc import Mapping
from dataclasses import make_dataclass, replace

import pytest

from components.core.config import reference
from components.core.config.known_hosts import KnownHosts
from components.core.config.model import ExternalEtcd, StackedEtcd
from components.core.config.readers import Reading
from components.core.config.schema import etcd as schema
from components.core.config.suggestions import Suggestions
from components.core.config.tables import Key, Object
from components.core.config.variants import Variant
from tests.contributing.pages import ROOT, blocks, named_files
from tests.core.config.documents import hosts

PAGE = "stack-file-key.md"
LINE, FIELD = blocks(PAGE)
SSH = {"user": "root", "port": 22}


def grown() -> Variant[object]:
    """The table of etcd with the line of the page, which builds a model with the field of the page."""
    key = eval(LINE, vars(schema).copy())
    assert isinstance(key, Key)
    name, _, kind = FIELD.strip().partition(": ")
    model = make_dataclass("ExternalEtcd", [(name, kind)], bases=(ExternalEtcd,), frozen=True, slots=True, kw_only=True)
    external = Object(schema.EXTERNAL.title, model, (*schema.EXTERNAL.keys, key))
    return replace(schema.ETCD, tables={**schema.ETCD.tables, "external": external})


def read(etcd: Mapping[str, object]) -> tuple[object, list[str]]:
    """What the table makes of a document, and the report."""
    table = grown()
    reading = Reading(adviser=Suggestions(table), known_hosts=KnownHosts(()))
    for key, value in {"ssh.user": "root", "ssh.port": 22, "platform": "debian-12", "architecture": "amd64"}.items():
        reading.values.keep(f"cluster.{key}", value)
    found = table.read(etcd, "cluster.etcd", reading)
    return found, [str(problem) for problem in reading.problems]


EXTERNAL = {"topology": "external", "hosts": hosts("etcd", 31, 3), "initHost": "etcd-1"}


@pytest.mark.parametrize(("written", "count"), [({}, 10_000), ({"snapshotCount": 5000}, 5000)])
def test_the_value_or_the_default_arrives_in_the_model(written: dict, count: int):
    found, problems = read({**EXTERNAL, **written})
    assert problems == []
    assert isinstance(found, ExternalEtcd)
    assert found.snapshot_count == count  # type: ignore[attr-defined]


def test_a_wrong_value_is_reported_at_its_path():
    _, [problem] = read({**EXTERNAL, "snapshotCount": 5})
    assert problem == "cluster.etcd.snapshotCount: got the number 5, want a whole number from 1000 to 1000000"


def test_the_key_is_refused_for_another_kind_without_a_rule():
    found, [problem] = read({"topology": "stacked", "snapshotCount": 5000})
    assert not isinstance(found, StackedEtcd)
    assert problem.endswith('want no such key, or etcd.topology: "external" where it is "stacked" now')


def test_a_misspelt_key_is_answered_with_it():
    _, [problem] = read({**EXTERNAL, "snapshotCuont": 5000})
    assert problem.endswith("want 'snapshotCount', the nearest name")


def test_the_reference_has_a_row_for_it():
    [row] = [line for line in reference.section(grown()) if "snapshotCount" in line]
    assert row.startswith("| `snapshotCount` | external | number of transactions | `10000` | After how many transactions")


def test_the_page_names_files_that_are_there():
    assert [name for name in named_files(PAGE) if not (ROOT / name).exists()] == []
