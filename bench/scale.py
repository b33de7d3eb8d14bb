"""What a cluster of simulated hosts costs as it grows: previews, `up`, refresh, workers added, destroy.

Everything is real but the hosts: the CLI, its state in files, the plugins that the lab has. The engine writes no debug log, as
docs/scale.md advises, and the stack holds an SSH key.

    python -m bench scale --workers 50 100 200 --rounds 3 --against ../a-checkout-of-an-earlier-commit
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.cost import Cost, finished, median
from bench.table import Row
from lab.settings import Settings
from lab.simulation import DIRECTORY
from tests.e2e.stack import Stack
from tests.engine.simulation import SKIP_CHECKPOINTS, simulated_stack, write
from tests.lab_machine import ROOT

GOAL_EXPONENT, GOAL_STATE = 1.3, 10_000
PREVIEW, UP = "first preview", "first `up`"


@dataclass(frozen=True)
class Variant:
    """A way to run the CLI: `name` goes on from the run that it is measured by."""

    name: str = ""
    run: str = UP
    environment: Mapping[str, str] = field(default_factory=dict)
    debug_log: bool = False


PLAIN = Variant()
ADVICE = (
    Variant("with the engine's debug log", PREVIEW, debug_log=True),
    Variant("with PULUMI_SKIP_CHECKPOINTS", environment=SKIP_CHECKPOINTS),
    Variant("with PULUMI_DIY_BACKEND_ZSTD", environment={"PULUMI_DIY_BACKEND_ZSTD": "true"}),
)


@dataclass(frozen=True)
class Options:
    """Which sizes are measured, how often, and against which other checkout."""

    workers: Sequence[int] = (50, 100)
    rounds: int = 1
    against: Path | None = None

    @classmethod
    def parsed(cls, words: Sequence[str]) -> "Options":
        """From arguments; the process ends where they are wrong."""
        parser = argparse.ArgumentParser(prog="python -m bench scale")
        parser.add_argument("--workers", type=int, nargs="+", default=cls.workers, help="sizes of the cluster, from small to large")
        parser.add_argument("--rounds", type=int, default=cls.rounds, help="runs of each, of which the medians count")
        parser.add_argument("--against", type=Path, help="another checkout that takes turns with this one")
        given = parser.parse_args(words)
        return cls(tuple(given.workers), given.rounds, given.against and given.against.resolve())


@dataclass
class Measured:
    """What one checkout has shown at one size: the costs of each kind of run, and its state after the first `up`."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)
    state: int = 0
    resources: int = 0

    def cost(self, run: str) -> Cost:
        """The medians of a kind of run."""
        return median(self.costs[run])


def measure(settings: Settings, environment: dict[str, str], directory: Path, options: Options | None = None) -> list[Row]:
    """Every kind of run at each size, its growth from size to size, and what each advice of docs/scale.md changes at the last size."""
    options = options or Options()
    bench = Bench(settings, environment, directory)
    rows: list[Row] = []
    ours: dict[int, Measured] = {}
    for workers in options.workers:
        ours[workers], theirs = Measured(), Measured() if options.against else None
        for _ in range(options.rounds):
            bench.life(ours[workers], workers, ROOT)
            if theirs and options.against:
                bench.life(theirs, workers, options.against)
        rows += [_row(f"{run}, {workers} workers", ours[workers].cost(run), theirs and theirs.cost(run)) for run in ours[workers].costs]
        rows.append(_state_row(workers, ours[workers], theirs))
    for few, many in pairwise(options.workers):
        rows += _growth(few, many, ours)
    return [*rows, *bench.advice(options.workers[-1], ours[options.workers[-1]])]


class Bench:
    """Makes stacks of simulated hosts, runs the CLI in them and measures it."""

    def __init__(self, settings: Settings, environment: dict[str, str], directory: Path) -> None:
        self._settings, self._environment, self._directory = settings, environment, directory
        self._made = 0
        self._key = _private_key()

    def life(self, measured: Measured, workers: int, checkout: Path) -> None:
        """One cluster from its first preview to its end."""
        stack = self._stack(workers, checkout, PLAIN)
        for name, wanted, arguments in _runs(workers):
            measured.costs.setdefault(name, []).append(_cost(stack, name, wanted, arguments))
            if name == UP:
                text = stack.state()
                measured.state, measured.resources = len(text.encode()), len(json.loads(text)["checkpoint"]["latest"]["resources"])

    def advice(self, workers: int, plain: Measured) -> Iterator[Row]:
        """What a user may switch on or off, beside the same runs as they are without."""
        arguments = {name: arguments for name, _, arguments in _runs(workers)}
        for variant in ADVICE:
            name = f"{variant.run}, {workers} workers, {variant.name}"
            cost = _cost(self._stack(workers, ROOT, variant), f"{variant.run} {variant.name}", workers, arguments[variant.run])
            yield _row(name, cost, plain.cost(variant.run), "without")

    def _stack(self, workers: int, checkout: Path, variant: Variant) -> Stack:
        self._made += 1
        directory, environment = self._directory / f"{workers}-{self._made}", {**self._environment, **variant.environment}
        stack, _ = simulated_stack(self._settings, environment, directory, debug_log=variant.debug_log, checkout=checkout)
        # Nobody asks what the hosts have run.
        del stack.environment[DIRECTORY]
        stack.secret("sshPrivateKey", self._key)
        return stack


def _cost(stack: Stack, name: str, workers: int, arguments: Sequence[str]) -> Cost:
    """Runs the CLI for a number of workers, says on stderr what it has cost, and returns it."""
    write(stack, workers)
    process = stack.start(*arguments)
    cost, printed = finished(process)
    if process.returncode:
        raise RuntimeError(f"pulumi {' '.join(arguments)} failed with {workers} workers:\n{printed}")
    print(f"{name}, {workers} workers: {_figure(cost)}", file=sys.stderr)
    return cost


def _runs(workers: int) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """What is done in the life of a cluster: its name, how many workers are wanted, and the arguments of the CLI."""
    at_once = ("--yes", "--skip-preview")
    many = max(2, workers // 10)
    yield PREVIEW, workers, ("preview",)
    yield UP, workers, ("up", *at_once)
    yield "`up` with nothing to do", workers, ("up", *at_once)
    yield "refresh", workers, ("refresh", *at_once)
    yield "one more", workers + 1, ("up", *at_once)
    yield f"{many} more", workers + 1 + many, ("up", *at_once)
    yield "destroy", workers + 1 + many, ("destroy", *at_once)


def _row(what: str, cost: Cost, beside: Cost | None, name: str = "the other checkout") -> Row:
    if beside is None:
        return Row(what, _figure(cost))
    ratios = f"{name}; ratios: CPU {_ratio(cost.processor, beside.processor)}, engine {_ratio(cost.engine, beside.engine)}"
    return Row(
        what, _figure(cost), f"{ratios}, written {_ratio(cost.written, beside.written)}, memory {_ratio(cost.memory, beside.memory)}"
    )


def _figure(cost: Cost) -> str:
    cpu = f"CPU {cost.processor:.1f} s: engine {cost.engine:.1f}, program {cost.program:.1f}, command plugin {cost.plugin:.1f}"
    return f"{cpu}; {_megabytes(cost.written)} written; {_megabytes(cost.memory)} of memory; {cost.seconds:.1f} s"


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "none"


def _megabytes(count: float) -> str:
    return f"{count / 1e6:.1f} MB" if count < 10e6 else f"{count / 1e6:.0f} MB"


def _state_row(workers: int, ours: Measured, theirs: Measured | None) -> Row:
    figure = f"{ours.state / 1000:.0f} kB, {ours.resources} resources"
    beside = f"ratios: {_ratio(ours.state, theirs.state)}, {_ratio(ours.resources, theirs.resources)}" if theirs else ""
    return Row(f"state, {workers} workers", figure, beside)


def _growth(few: int, many: int, measured: dict[int, Measured]) -> Iterator[Row]:
    """The exponents between two sizes, and what a worker adds to the state."""
    one, other = measured[few], measured[many]
    for run in (PREVIEW, UP, "`up` with nothing to do", "refresh", "one more", "destroy"):
        before, after = one.cost(run), other.cost(run)
        exponents = {
            name: math.log(getattr(after, name) / getattr(before, name)) / math.log(many / few)
            for name in ("engine", "program", "plugin", "written", "memory")
            if getattr(before, name) and getattr(after, name)
        }
        said = ", ".join(f"{name} {exponent:.2f}" for name, exponent in exponents.items())
        goal, met = (f"engine ≤ {GOAL_EXPONENT}", exponents["engine"] <= GOAL_EXPONENT) if run == UP else ("", None)
        yield Row(f"exponents of {run} from {few} to {many} workers", said, goal=goal, met=met)
    state, resources = ((after - before) / (many - few) for before, after in ((one.state, other.state), (one.resources, other.resources)))
    figure = f"{state / 1000:.1f} kB, {resources:.1f} resources"
    yield Row("state of a worker", figure, goal=f"≤ {GOAL_STATE / 1000:.0f} kB", met=state <= GOAL_STATE)


def _private_key() -> str:
    key, form = Ed25519PrivateKey.generate(), serialization.PrivateFormat.OpenSSH
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
