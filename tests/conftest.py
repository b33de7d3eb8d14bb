"""What tests of every part share: golden files, how many examples are tried, the lab that hosts are in, and what a run says at its end."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import distribution, lanes
from tests.examples import WHOLE
from tests.golden_files import Golden
from tests.lab_machine import Fresh, fresh_labs, set_up, skip_where_no_lab_can_run

GOLDEN = Path(__file__).parent / "golden"
SLOWEST = 10

# Before --hypothesis-profile is looked at.
hypothesis.settings.load_profile(WHOLE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --update-golden."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the files of tests/golden instead of comparing with them")


def pytest_configure(config: pytest.Config) -> None:
    """Gives a lane its lab before any module asks which it has; who hands out the tests has ready what labs need, for all of them."""
    if worker := lanes.lane(config):
        lanes.take_lab(worker)
    elif lanes.wanted(config) and not config.option.collectonly:
        lanes.check(config)
        set_up()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> lanes.Lanes | None:
    """Lets lanes take whole modules."""
    return lanes.Lanes(config, log) if lanes.wanted(config) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Has a lab ready when a selected test needs one; last, when folders have marked their tests and -m has selected."""
    if lanes.lane(config):
        lanes.longest_first(items)
        skip_where_no_lab_can_run(items)
    elif not (config.option.collectonly or hasattr(config, "workerinput")) and skip_where_no_lab_can_run(items):
        set_up()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what tests have measured and which modules took longest."""
    _show_measured(terminalreporter)
    _list_slowest(terminalreporter)


def _show_measured(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows what tests have measured, with `record_property`."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for what, figure in report.user_properties:
            terminalreporter.write_line(f"MEASURED {report.nodeid}: {what}: {figure}")


def _list_slowest(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists the modules that took longest, where more ran than that."""
    spent: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent[report.nodeid.partition("::")[0]] += report.duration
    if len(spent) > SLOWEST:
        terminalreporter.section(f"slowest {SLOWEST} modules")
        for module, seconds in spent.most_common(SLOWEST):
            terminalreporter.line(f"{seconds:7.1f} s  {module}")


@pytest.fixture(scope="session")
def fresh_lab() -> Iterator[Fresh]:
    """Begins a lab for a module, whatever the one before has left; the last one goes with the run."""
    yield from fresh_labs()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installs the distribution, and gives the directory of the environment's programs."""
    return distribution.install(tmp_path_factory.mktemp("distribution"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares texts with the files of tests/golden."""
    return Golden(GOLDEN, update=bool(request.config.getoption("--update-golden")))
