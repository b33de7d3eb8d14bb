"""Lanes take whole modules, the longest first, and each has a lab of its own."""

import os
from types import SimpleNamespace

import pytest

from tests import lanes


@pytest.mark.parametrize(
    ("nodeid", "scope"),
    [
        ("tests/e2e/test_addons.py::test_one[a-b]", "tests/e2e/test_addons.py"),
        ("tests/scripts/test_causes_on_hosts.py::TestIt::test_two", "tests/scripts/test_causes_on_hosts.py"),
        ("tests/engine/test_parity.py::test_scenario[x]", "tests/engine"),
        ("tests/lab/hosts/test_lab_down.py::test_down", "tests/lab/hosts"),
        ("tests/lab/mirror/test_mirror_host.py::test_it", "tests/lab/mirror/test_mirror_host.py"),
    ],
)
def test_a_module_stays_whole_and_so_does_a_folder_with_one_lab(nodeid: str, scope: str):
    assert lanes.Lanes._split_scope(SimpleNamespace(), nodeid) == scope


def test_folders_that_stay_together_are_there(pytestconfig: pytest.Config):
    assert [folder for folder in lanes.TOGETHER if not (pytestconfig.rootpath / folder).is_dir()] == []


def test_the_longest_comes_first_and_the_order_within_a_module_stays():
    long, short = SimpleNamespace(MINUTES=5), SimpleNamespace()
    items = [SimpleNamespace(name=name, module=module) for name, module in (("a", short), ("b", long), ("c", short), ("d", long))]
    lanes.longest_first(items)
    assert [item.name for item in items] == ["b", "d", "a", "c"]


@pytest.mark.parametrize(("worker", "number"), [("gw0", "1"), ("gw2", "3")])
def test_each_lane_has_its_lab(monkeypatch: pytest.MonkeyPatch, worker: str, number: str):
    monkeypatch.setenv("LAB_NUMBER", "1")
    lanes.take_lab(worker)
    assert os.environ["LAB_NUMBER"] == number


@pytest.mark.parametrize(("first", "count", "fits"), [("1", 3, True), ("0", 7, True), ("5", 2, True), ("5", 3, False), ("", 8, False)])
def test_lanes_leave_the_labs_alone_that_tests_name_themselves(monkeypatch: pytest.MonkeyPatch, first: str, count: int, fits: bool):
    monkeypatch.setenv("LAB_NUMBER", first)
    config = SimpleNamespace(option=SimpleNamespace(tx=["popen"] * count))
    if fits:
        lanes.check(config)
    else:
        with pytest.raises(pytest.exit.Exception, match="there are labs for them up to 6"):
            lanes.check(config)
