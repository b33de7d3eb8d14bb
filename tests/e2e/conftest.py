"""The lab's hosts and a stack for the end-to-end tests; one lab serves a whole run."""

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab import engine
from lab.settings import Settings
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.life import Life
from tests.e2e.stack import Stack
from tests.lab_machine import Fresh

HOSTS = 4
"""What a module gets that does not say its own number of hosts with a constant of this name."""


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


@pytest.fixture(scope="module", autouse=True)
def settings(request: pytest.FixtureRequest, fresh_lab: Fresh) -> Settings:
    """The lab of a module, each of its hosts as on its first day.

    A module says with a constant IMAGE what its hosts run when that is not Debian 12.
    """
    number = _number_of_hosts(request)
    image = getattr(request.module, "IMAGE", None)
    return fresh_lab(number, *(f"host-{index}={image}" for index in range(1, number + 1) if image))


@pytest.fixture(scope="module")
def hosts(request: pytest.FixtureRequest, settings: Settings) -> dict[int, LabHost]:
    """The hosts of a module by number."""
    return {index: LabHost(settings, index) for index in range(1, _number_of_hosts(request) + 1)}


def _number_of_hosts(request: pytest.FixtureRequest) -> int:
    return int(getattr(request.module, "HOSTS", HOSTS))


@pytest.fixture(scope="module")
def bare(hosts: dict[int, LabHost]) -> dict[int, set[str]]:
    """What is on each host before anything is done to it."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(hosts, pool.map(LabHost.traces, hosts.values()), strict=True))


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
