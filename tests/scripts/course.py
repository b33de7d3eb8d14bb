"""A scenario: how it goes where nothing cuts it short, and whether a host on which something did comes to the same after all."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.scripts.killing import Run, let_be_killed, points_of, run_verb, run_well
from tests.scripts.picture import cluster_picture, differences, digest, picture
from tests.scripts.sandbox import BUNDLE, Sandbox


@dataclass(frozen=True)
class Scenario:
    """A verb that is killed, on a host that `host` makes. `before` it runs what made the host what it is, `after` it what takes all away.

    The `after` runs leave a host as on its first day, once the verb has ended and right after a kill as well, unless the verb is one
    with no `way_back`. A step that is about the `cluster` is judged by what its API and etcd keep, too. `others` do their part once the
    first day is over. With `back` the stack file is put back after the kill: that runs instead, and the host is as before the verb, or
    is told that the way is `FORWARD`, on which the verb then ends.
    """

    name: str
    host: Callable[[Sandbox], None]
    run: Run
    before: tuple[Run, ...] = ()
    after: tuple[Run, ...] = ()
    cluster: bool = False
    way_back: bool = True
    others: Callable[[Sandbox], None] = lambda host: None
    back: Run | None = None


FORWARD = "a control plane cannot be downgraded"


class Course:
    """A scenario's host from its first day to what it is once the verb has ended well."""

    def __init__(self, scenario: Scenario, host: Sandbox, bundle: Path) -> None:
        """Bring a new host to where the verb begins, and keep its scripts."""
        self.scenario, self.bundle = scenario, bundle
        let_be_killed(host)
        shutil.copytree(host.path(BUNDLE), bundle)
        scenario.host(host)
        self.first_day = self.look(host)
        scenario.others(host)
        for step in scenario.before:
            run_well(host, step)
        self._before = self.look(host, ours=True)
        self._taken_away: dict[str, tuple[str, ...]] = {}

    def complete(self, unharmed: Sandbox) -> None:
        """The verb on a copy of the host, to know its end and its points."""
        run_well(unharmed, self.scenario.run)
        self.points, self.well = points_of(unharmed), self.look(unharmed, ours=True)

    def look(self, host: Sandbox, *, ours: bool = False) -> dict[str, str]:
        """All that the scenario is judged by."""
        return {**picture(host, ours=ours), **(cluster_picture(host) if self.scenario.cluster else {})}

    def run_again(self, host: Sandbox) -> Iterator[str]:
        """What is wrong once the verb has been run again, and the host taken away after it."""
        self._bring_scripts(host)
        wanted, done = self.well, run_verb(host, self.scenario.back or self.scenario.run)
        if self.scenario.back and done.code == 0:
            wanted = self._before
        elif self.scenario.back and FORWARD in done.err:
            done = run_verb(host, self.scenario.run)
        if done.code != 0:
            yield f"the next run fails: {done.err}"
            return
        yield from differences(wanted, self.look(host, ours=True))
        yield from self.take_away(host)

    def take_away(self, host: Sandbox) -> Iterator[str]:
        """What is wrong once all is taken away: of hosts that are alike, one is tried."""
        before = digest(host)
        if before not in self._taken_away:
            self._taken_away[before] = tuple(self._take_away(host))
        yield from self._taken_away[before]

    def _take_away(self, host: Sandbox) -> Iterator[str]:
        for step in self.scenario.after:
            self._bring_scripts(host)
            done = run_verb(host, step)
            if done.code != 0:
                yield f"{step[0].name} {step[1]} fails: {done.err}"
                return
        if self.scenario.way_back:
            yield from differences(self.first_day, self.look(host))

    def _bring_scripts(self, host: Sandbox) -> None:
        """They are a resource of their own, which comes first in each run."""
        shutil.rmtree(host.path(BUNDLE), ignore_errors=True)
        shutil.copytree(self.bundle, host.path(BUNDLE))
