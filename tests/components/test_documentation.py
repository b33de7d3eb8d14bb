"""docs/components.md: its programs run as they stand, and its tables say what the docstrings say."""

import ast
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pulumi
import pytest

import components
from tests.components.graph import build
from tests.core.config.documents import apt_key, host_key, small

PACKAGE = Path(components.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "components.md").read_text()
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def elsewhere() -> dict:
    """The small cluster on another host."""
    document = small()
    document["controlPlane"]["hosts"][0]["address"] = "10.1.0.10"
    return document


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_of_the_page_runs(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("components.cluster.wanted_addons", lambda spec: [])
    (tmp_path / "kubernetes.asc").write_text(apt_key())
    (tmp_path / "known_hosts").write_text("".join(f"10.0.0.{number} {host_key(number)}\n" for number in (10, 20)))

    # Of a program, the engine's language host calls it; mocks have none.
    asynchronous: list[Callable[[], Awaitable[object]]] = []
    monkeypatch.setattr(pulumi, "run", asynchronous.append)

    async def run() -> None:
        held = {"kubeadm:cluster": small(), "shop:red": small(), "shop:blue": elsewhere()}
        texts = {key: json.dumps(document) for key, document in held.items()}
        pulumi.runtime.set_all_config(texts | {"shop:sshPrivateKey": "a key"}, ["shop:sshPrivateKey"])
        exec(compile(program.replace("pulumi_kubeadm", "components"), "the page", "exec"), {})
        for main in asynchronous:
            await main()

    assert build(run, project="shop").names() != set()


def documented(module: str, name: str) -> list[str]:
    """The rows of the annotated attributes of a class."""
    [found] = [node for node in ast.parse((PACKAGE / module).read_text()).body if isinstance(node, ast.ClassDef) and node.name == name]
    rows = []
    for field, text in zip(found.body, found.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            rows.append(f"| `{ast.unparse(field.target)}` | {' '.join(str(text.value.value).split())} |")
    return rows


@pytest.mark.parametrize(("module", "name"), [("secrets.py", "SecretsArgs"), ("cluster.py", "Cluster")])
def test_a_table_of_the_page_is_made_of_docstrings(module: str, name: str):
    rows = documented(module, name)
    assert rows
    assert "\n".join(rows) in PAGE


def test_every_exported_name_is_on_the_page():
    assert [name for name in components.__all__ if not re.search(rf"\b{name}\b", PAGE)] == []
