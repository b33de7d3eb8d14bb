"""Our two readers of YAML against those of Kubernetes and Pulumi, whose answers are recorded; and what no input may do to ours."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.core.render.document import document
from components.core.yaml_rules import YamlProblem, read_manifest, read_manifests, read_stack_file
from components.core.yaml_rules.tree import DEPTH
from tests.core.yaml.documents import DOCUMENTS

PROGRAM = Path(__file__).parent / "readers"
RECORDED = Path(__file__).parents[2] / "golden/yaml/readings.json"
READINGS = json.loads(RECORDED.read_text()) if RECORDED.exists() else []
READERS = {"manifest": read_manifest, "stack": read_stack_file}
BOTH = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def test_every_document_has_a_recorded_reading():
    assert [row["text"] for row in READINGS] == DOCUMENTS


def reading(reader: str, text: str) -> str:
    """As JSON, for 1 and 1.0, 1 and true are equal to Python; or "error" for a problem of a line."""
    try:
        return json.dumps(READERS[reader](text), sort_keys=True)
    except YamlProblem as problem:
        return "error" if re.match(r"line \d+: .", str(problem)) else str(problem)


@pytest.mark.parametrize("reader", READERS)
def test_we_read_as_the_program_does(reader: str):
    recorded = {row["text"]: "error" if "error" in row[reader] else json.dumps(row[reader]["value"], sort_keys=True) for row in READINGS}
    assert {text: reading(reader, text) for text in recorded} == recorded


@pytest.mark.engine
@pytest.mark.skipif(not shutil.which("go"), reason="Go is not installed")
@pytest.mark.timeout(600)
def test_the_recorded_readings_are_those_of_the_programs_own_libraries(tmp_path: Path, request: pytest.FixtureRequest):
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-mod=readonly", "GONOSUMDB": "*", "CGO_ENABLED": "0"}
    subprocess.run(["go", "build", "-trimpath", "-o", tmp_path / "readers", "."], cwd=PROGRAM, env=environment, check=True)
    answer = subprocess.run([tmp_path / "readers"], input=json.dumps(DOCUMENTS), capture_output=True, text=True, check=True).stdout
    rows = json.loads(answer)
    if request.config.getoption("--update-golden"):
        RECORDED.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    assert json.loads(RECORDED.read_text()) == rows


@given(text=st.text() | st.text(alphabet="ab01:-{}[]<&*!#'\"|>%?,\n\t ~.=y_eox"))
@BOTH
def test_any_text_is_a_value_or_a_problem(read: Callable[[str], Any], text: str):
    with suppress(YamlProblem):
        value = read(text)
        assert json.loads(json.dumps(value, allow_nan=False)) == value


@given(content=st.binary())
@BOTH
def test_any_bytes_are_a_value_or_a_problem(read: Callable[[bytes], Any], content: bytes):
    with suppress(YamlProblem):
        json.dumps(read(content), allow_nan=False)


def test_documents_are_told_apart_with_their_lines_and_their_own_anchors():
    found = read_manifests("# one\na: &x 1\n---\n---\nb: 2\n...\n---\nc: 3\n")
    assert [(each.value, each.line) for each in found] == [({"a": 1}, 2), (None, 3), ({"b": 2}, 4), ({"c": 3}, 7)]
    with pytest.raises(YamlProblem, match=r"line 3: \*x stands here, and there is no &x before it"):
        read_manifests("a: &x 1\n---\nb: *x\n")


@BOTH
def test_a_value_that_contains_itself_is_a_problem_with_its_line(read: Callable[[str], Any]):
    with pytest.raises(YamlProblem, match=r"^line 2: &loop contains itself$"):
        read("a: &loop\n  b: *loop\n")


@BOTH
def test_aliases_cannot_make_a_document_many_times_as_large(read: Callable[[str], Any]):
    """Small enough to be harmless without the bound: 10,000 values from 50."""
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10 if level else ['x'] * 10)}]" for level in range(4)]
    with pytest.raises(YamlProblem, match="line 4: its aliases make it many times as large as it is written"):
        read("\n".join(levels))
    assert len(read("\n".join(levels[:2]))["a1"][9]) == 10


@BOTH
def test_how_deep_values_may_stand_is_bounded_by_aliases_too(read: Callable[[str], Any]):
    assert read("[" * DEPTH + "]" * DEPTH)
    with pytest.raises(YamlProblem, match="more than 100 deep"):
        read("[" * (DEPTH + 1) + "]" * (DEPTH + 1))
    half = DEPTH // 2 + 1
    with pytest.raises(YamlProblem, match=r"line 2: .*more than 100 deep"):
        read(f"a: &a {'[' * half}{']' * half}\nb: {'[' * half}*a{']' * half}")


def test_what_comes_by_an_alias_is_a_value_of_its_own():
    """Addons change their objects in place."""
    found = read_manifest("a: &a {b: [1]}\nc: *a\n")
    found["a"]["b"].append(2)
    assert found["c"] == {"b": [1]}


def test_every_key_that_stands_twice_is_told():
    with pytest.raises(YamlProblem, match=r"line 3: a is a key .* line 1; line 5: c is a key .* line 4"):
        read_stack_file("a: 1\nb: 2\na: 3\nd: {c: 1,\n  c: 2}\n")


@given(
    value=st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]))
    | st.sampled_from(["y", "n", "1e3", "0o17", "08", "+.5"])
)
def test_what_is_written_is_read_back_by_everybody(value: str):
    """PyYAML's own writer leaves `y` and `1e3` without quotes, which kubeadm reads as true and 1000."""
    text = document({"key": value, value: [value]})
    for read in (read_manifest, read_stack_file, yaml.safe_load):
        assert read(text) == {"key": value, value: [value]}
