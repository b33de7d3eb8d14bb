"""The types of a program's arguments are those of the tables: committed, complete, and fit for a schema."""

import ast
import json
from pathlib import Path

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

import components
from components.core.config.nested import keys_of, nested
from components.core.config.python_types import python_types
from components.core.config.schema.cluster import CLUSTER
from components.core.config.tables import in_python
from components.inputs import ClusterArgs

COMMITTED = Path(components.__file__).with_name("inputs.py")


class Example(pulumi.ComponentResource):
    """A component whose arguments are those of a cluster."""

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("example:index:Example", name, {}, opts)


def test_the_types_are_made_from_the_tables(request: pytest.FixtureRequest):
    if request.config.getoption("--update-golden"):
        COMMITTED.write_text(python_types())
    assert COMMITTED.read_text() == python_types(), "rewrite components/inputs.py with --update-golden"


def classes() -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(COMMITTED.read_text()).body if isinstance(node, ast.ClassDef)}


def fields(of: ast.ClassDef) -> list[str]:
    return [node.target.id for node in of.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]


def test_every_key_of_every_table_is_a_property():
    written = {frozenset(fields(node)) for node in classes().values()}
    for path, table in nested("", CLUSTER):
        keys = {in_python(key.name) for key in keys_of(table)}
        assert keys | ({"secrets"} if path == "" else set()) in written, path


def test_a_program_must_give_what_a_stack_file_must_have():
    assert ClusterArgs.__required_keys__ == {"name", "kubernetes_version", "control_plane"}
    hosts = components.inputs.HostArgs
    assert hosts.__required_keys__ == {"name", "address"}
    assert components.inputs.EtcdArgs.__required_keys__ == frozenset(), "each kind of etcd has keys of its own"


def test_pulumi_infers_a_schema_in_which_every_property_has_a_description():
    """What the inference does not know (unions, literals, tuples) would keep programs in other languages from the component."""
    schema = json.loads(ComponentProvider([Example], "example", version="0.1.0").schema)
    types = {name.rpartition(":")[2] for name in schema["types"]}
    assert types == classes().keys() - {"ClusterArgs", "RegistryMirrorArgs"} | {"SecretsArgs"}, (
        "arguments themselves, and a part of an `Any`"
    )
    undescribed = [
        (name, key) for name, kind in schema["types"].items() for key, found in kind["properties"].items() if not found.get("description")
    ]
    assert undescribed == []
