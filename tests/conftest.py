"""What tests of every part share: golden files, and the option that rewrites them."""

from pathlib import Path

import pytest

from tests.golden_files import Golden
from tests.lab_machine import prepare

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --update-golden."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the files of tests/golden instead of comparing with them")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Has a lab ready when a selected test needs one; last, when folders have marked their tests and -m has selected."""
    if not config.option.collectonly and not hasattr(config, "workerinput"):
        prepare(items)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares texts with the files of tests/golden."""
    return Golden(GOLDEN, update=bool(request.config.getoption("--update-golden")))
