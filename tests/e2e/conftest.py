"""The lab's hosts and a stack for the end-to-end tests; one lab serves a whole run."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from lab import engine
from lab.hosts import inventory, rootfs
from lab.hosts.machine import Machine
from lab.settings import Settings
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.life import Life
from tests.e2e.stack import Stack
from tests.lab_machine import lab

HOSTS = 4
"""What a module gets that does not say its own number of hosts with a constant of this name."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows what tests have measured, with `record_property`."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for what, figure in report.user_properties:
            terminalreporter.write_line(f"MEASURED {report.nodeid}: {what}: {figure}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds to a failure what the test's cluster was like at that time."""
    report = yield
    if report.when == "call" and report.failed and isinstance(item, pytest.Function):
        clusters = [each.known_kubectl if isinstance(each, Life) else each for each in item.funcargs.values()]
        for kubectl in {id(each): each for each in clusters if isinstance(each, Kubectl)}.values():
            report.sections.append(("the cluster", kubectl.state()))
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder builds clusters."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.lab)


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """A running lab of HOSTS hosts, taken down at the end unless LAB_KEEP is set."""
    lab("up", "--hosts", str(HOSTS))
    yield Settings.from_env()
    if not os.environ.get("LAB_KEEP"):
        lab("down")


@pytest.fixture(scope="module", autouse=True)
def lab_of_module(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    """Around everything else of a module: another lab, where the hosts of this one have another system than the module wants.

    A module whose hosts are not to run Debian 12 says so with a constant IMAGE.
    """
    image = getattr(request.module, "IMAGE", rootfs.BOOKWORM.name)
    if any(Machine(settings, host).image.name != image for host in inventory.hosts(settings)):
        lab("down")
    number = getattr(request.module, "HOSTS", HOSTS)
    others = () if image == rootfs.BOOKWORM.name else range(1, number + 1)
    lab("up", "--hosts", str(number), *(word for index in others for word in ("--image", f"host-{index}={image}")))
    yield
    if others and not os.environ.get("LAB_KEEP"):
        lab("down")


@pytest.fixture(scope="module")
def hosts(request: pytest.FixtureRequest, settings: Settings, lab_of_module: None) -> dict[int, LabHost]:
    """The hosts of a module by number, each as on its first day; those of other modules are down."""
    indexes = range(1, getattr(request.module, "HOSTS", HOSTS) + 1)
    if others := [host.name for host in inventory.hosts(settings) if host.index not in indexes]:
        lab("kill", *others)
    lab("restore", *(f"host-{index}" for index in indexes))
    return {index: LabHost(settings, index) for index in indexes}


@pytest.fixture(scope="module")
def bare(hosts: dict[int, LabHost]) -> dict[int, set[str]]:
    """What is on each host before anything is done to it."""
    return {index: host.traces() for index, host in hosts.items()}


@pytest.fixture(scope="module")
def environment(settings: Settings) -> dict[str, str]:
    """What the CLI needs to find its engine and plugins."""
    return {**os.environ, **engine.environment(settings)}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], settings: Settings) -> Stack:
    """A stack named `e2e` without a cluster yet; the SSH key is a secret of its configuration."""
    made = Stack(tmp_path_factory.mktemp("stack") / "project", "e2e", environment)
    made.secret("sshPrivateKey", settings.client_key.read_text())
    return made


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, stack: Stack, settings: Settings, hosts: dict[int, LabHost]) -> Life:
    """A cluster to be, for a module that follows its life."""
    return Life(settings, stack, hosts, tmp_path_factory.mktemp("life"))
