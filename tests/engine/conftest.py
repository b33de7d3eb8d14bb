"""The engine, a host and a cluster for the tests of the plugins."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from lab import engine
from lab.settings import Settings
from tests.engine.parity.kubeadm import running_cluster
from tests.engine.parity.places import Cluster, Host
from tests.engine.parity.runner import Scenario, inherited, needs
from tests.lab_machine import Fresh

AT_ONCE = 3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder runs the engine or its plugins."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The lab, with its programs and plugins in place."""
    return Settings.from_env()


@pytest.fixture(scope="session")
def environment(settings: Settings) -> dict[str, str]:
    """What the CLI needs to find its engine and plugins."""
    return inherited() | engine.environment(settings)


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest, settings: Settings) -> Host:
    """PARITY_HOST with PARITY_KEY, or the lab's first host."""
    if "PARITY_HOST" in os.environ:
        return Host(os.environ["PARITY_HOST"], Path(os.environ["PARITY_KEY"]))
    fresh_lab: Fresh = request.getfixturevalue("fresh_lab")
    fresh_lab(1)
    return Host(settings.host_address(1), settings.client_key)


@pytest.fixture(scope="module")
def cluster(settings: Settings, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster of PARITY_KUBECONFIG, or one that is made with kubeadm for the module."""
    if "PARITY_KUBECONFIG" in os.environ:
        yield Cluster(Path(os.environ["PARITY_KUBECONFIG"]))
        return
    with running_cluster(settings.number, tmp_path_factory.mktemp("cluster"), environment["PATH"]) as made:
        yield made


class Records:
    """Runs scenarios ahead of the tests that ask for them: several at a time, but one at a time on the cluster."""

    def __init__(self, request: pytest.FixtureRequest, environment: dict[str, str], folder: Path) -> None:
        self.request, self.environment, self.folder = request, environment, folder
        self.anywhere, self.on_cluster = ThreadPoolExecutor(AT_ONCE), ThreadPoolExecutor(1)
        self.started: dict[str, Future] = {}

    def __call__(self, scenario: str) -> list:
        """The record of a scenario."""
        place = needs(scenario)
        for name in self._wanted(scenario):
            if name not in self.started and needs(name) == place:
                self.started[name] = self._start(name)
        return self.started[scenario].result()

    def _start(self, name: str) -> Future:
        place = needs(name)
        places = {} if place == "nothing" else {place: self.request.getfixturevalue(place)}
        run = Scenario(name, self.folder / name, self.environment, **places)
        return (self.on_cluster if place == "cluster" else self.anywhere).submit(run.record)

    def _wanted(self, first: str) -> list[str]:
        # A worker of pytest-xdist cannot know which tests the others take, unless whole groups go to one.
        if "PYTEST_XDIST_WORKER" in os.environ and not self.request.config.option.loadgroup:
            return [first]
        return [item.callspec.params["scenario"] for item in self.request.session.items if item.name.startswith("test_scenario[")]

    def end(self) -> None:
        """Drops what nobody will ask for."""
        for pool in (self.anywhere, self.on_cluster):
            pool.shutdown(wait=True, cancel_futures=True)


@pytest.fixture(scope="module")
def record_of(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """What the plugins here do in a scenario."""
    records = Records(request, environment, tmp_path_factory.mktemp("parity"))
    yield records
    records.end()
