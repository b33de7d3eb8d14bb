"""The examples are stack files that parse, and their documentation is that of the parser."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from components.core.config.files import named_files, ssh_file, with_texts
from components.core.config.parse import parse
from components.core.config.reference import reference
from components.core.config.warnings import warnings
from components.core.versions import KUBERNETES_KEY_FINGERPRINT
from tests.core.config.documents import apt_key, full, host_key, problems_of

STACKS = Path(__file__).parents[3] / "stacks"
EXAMPLES = sorted(STACKS.glob("Pulumi.*.yaml"))


def example(file: Path) -> dict:
    return yaml.safe_load(file.read_text())["config"]["kubeadm:cluster"]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_an_example_parses_with_the_files_it_names(file: Path):
    document = example(file)
    known_hosts = f"10.* {host_key()}" if ssh_file(document, "knownHosts") else ""
    spec = parse(with_texts(document, dict.fromkeys(named_files(document), apt_key())), known_hosts)
    expected = {"cluster.sources.kubernetes.key", *(["cluster.controlPlane.hosts"] if len(spec.control_plane.hosts) == 1 else [])}
    assert {problem.path for problem in warnings(spec, date(2026, 11, 21))} <= expected


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_an_example_whose_files_cannot_be_read_says_which(file: Path):
    document = example(file)
    assert {problem.path for problem in problems_of(document, f"* {host_key()}")} == {f"cluster.{key}" for key in named_files(document)}


def test_the_documentation_of_keys_is_made_from_their_tables():
    written = (STACKS / "README.md").read_text()
    assert written.endswith(reference()), "write the output of `python -m components.core.config.reference` behind 'Every key'"


def test_the_documentation_names_every_example_and_the_fingerprint():
    written = (STACKS / "README.md").read_text()
    assert [file.name for file in EXAMPLES if f"`{file.name}`" not in written] == []
    assert KUBERNETES_KEY_FINGERPRINT in written.replace(" ", "")


def test_a_key_file_is_replaced_by_its_text_and_nothing_else_changes():
    document = full()
    document["sources"]["kubernetes"] = {"keyFile": "a.asc"}
    assert named_files(document) == {"sources.kubernetes.keyFile": "a.asc"}
    filled = with_texts(document, {"sources.kubernetes.keyFile": "text"})
    assert filled["sources"]["kubernetes"] == {"key": "text"}
    assert document["sources"]["kubernetes"] == {"keyFile": "a.asc"}
    assert {**filled, "sources": None} == {**document, "sources": None}


@pytest.mark.parametrize("document", [{}, {"sources": None}, {"sources": []}, {"sources": {"kubernetes": "x"}}, {"ssh": 7}])
def test_documents_of_another_shape_name_no_files(document: dict):
    assert named_files(document) == {}
    assert ssh_file(document, "knownHosts") is None
    assert with_texts(document, {}) == document
