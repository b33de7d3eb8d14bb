"""Saved previews beside a review: what is read of them, what is refused, and which differences are told."""

import json
from dataclasses import replace

import pytest

from components.core.config.parse import parse
from components.core.review import NotThePreview, as_json, as_text, drift, planned_steps, review
from tests.core.config.documents import changed
from tests.core.review.edits import base

URN = "urn:pulumi:{}::kubeadm::kubeadm:index:Cluster${}::{}"
COMMAND = "command:remote:Command"


def preview(*steps: tuple[str, str], stack: str = "prod", kind: str = COMMAND, **others: object) -> str:
    """A preview of operations on resources."""
    planned = [{"op": op, "urn": URN.format(stack, kind, name)} for op, name in steps]
    return json.dumps({"steps": planned, **others})


def test_steps_are_found_by_host_whatever_its_name_and_generation():
    text = preview(("update", "a-join-converge"), ("create", "w-1-join-2"), ("delete", "m-member-converge"), ("same", "w-2-node"))
    expected = {"a-join": {"converge": "update"}, "w-1": {"join": "create"}, "m": {"member-converge": "delete"}}
    assert planned_steps(text, "org/kubeadm/prod") == expected


def test_what_is_no_step_of_a_host_is_left_out():
    assert planned_steps(preview(("update", "etcd-membership")), "prod") == {}
    assert planned_steps(preview(("update", "w-1-scripts"), kind="command:remote:CopyToRemote"), "prod") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (preview(("create", "w-1-join"))[:-9], "is cut off, or not JSON"),
        ("[]", "got JSON without steps"),
        ('{"steps": [1]}', "got JSON without steps"),
        (preview(("create", "w-1-join"), stack="test"), "got a preview of stack 'test', want one of 'prod'"),
        (preview(diagnostics=[{"severity": "error", "message": "error: no\nmore"}]), r"got a preview that failed \(error: no\)"),
    ],
)
def test_what_is_no_preview_of_the_stack_is_said_with_the_way_out(text: str, said: str):
    with pytest.raises(NotThePreview, match=f"{said}.*pulumi preview --json --stack prod"):
        planned_steps(text, "prod")


JOIN = {"install": "create", "join": "create", "converge": "create"}
UPDATE = {"converge": "update"}


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        ({"g-1": UPDATE, "g-2": UPDATE}, []),
        ({"g-1": UPDATE}, ["g-2: the preview plans nothing; by the stack files it changes"]),
        (
            {"g-1": UPDATE, "g-2": {"converge": "create", "join": "create"}},
            ["g-2: the preview plans create converge, create join; by the stack files it changes"],
        ),
        ({"g-1": UPDATE, "g-2": {**UPDATE, "balancer": "create"}}, []),
        (
            {"g-1": UPDATE, "g-2": UPDATE, "w-9": {"node": "delete"}, "w-1": {"devices": "create"}},
            ["w-9: the preview plans delete node; by the stack files it is untouched"],
        ),
    ],
)
def test_a_host_is_told_if_something_else_is_planned_for_it(planned: dict[str, dict[str, str]], said: list[str]):
    after = changed(base(), ("workerPools", 1, "kubelet"), {"maxPods": 40})
    found = review(parse(base()), parse(after))
    found = replace(found, drift=drift(found, planned))

    told = [line.removeprefix("  - ") for line in as_text(found).splitlines() if "the preview plans" in line]
    assert told == said
    assert [each["host"] for each in json.loads(as_json(found))["drift"]] == [line.partition(":")[0] for line in said]


@pytest.mark.parametrize(("steps", "agrees"), [(JOIN, True), ({"converge": "create"}, True), (UPDATE, False), ({}, False)])
def test_a_host_that_joins_has_steps_to_create_however_many_are_left(steps: dict[str, str], agrees: bool):
    before = changed(base(), ("workerPools", 1, "hosts"), base()["workerPools"][1]["hosts"][:1])
    joins, leaves = review(parse(before), parse(base())), review(parse(base()), parse(before))

    assert ("g-2" not in {each.host for each in drift(joins, {"g-2": steps})}) is agrees
    assert ("g-2" not in {each.host for each in drift(leaves, {"g-2": steps})}) is False
    assert "g-2" not in {each.host for each in drift(leaves, {"g-2": {"node": "delete"}})}
