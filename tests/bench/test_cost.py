"""What a run costs is told of the process that spent it."""

import subprocess
import sys

from bench.cost import Cost, finished, median

SPENT = 0.5
BUSY = f"import time\nwhile time.process_time() < {SPENT}: pass"
MEMORY = 200_000_000


def started(*words: str) -> "subprocess.Popen[str]":
    """A process as the CLI is started."""
    return subprocess.Popen([sys.executable, "-c", *words], text=True, stdout=subprocess.PIPE)


def parent(child: str, *words: str) -> str:
    """A program that runs another one and does nothing else."""
    return f"import subprocess, sys\nsubprocess.run({[sys.executable, '-c', child, *words]!r})\nprint('done')"


def of(program: str) -> Cost:
    """What a busy child of this name costs."""
    cost, printed = finished(started(parent(BUSY, program)))
    assert printed == "done\n"
    return cost


def test_a_child_is_known_by_its_command_line():
    plugin, program, other = of("/home/plugins/pulumi-resource-command"), of("lab/engine/language/program.py"), of("anything")
    assert plugin.plugin > SPENT / 2 > plugin.program + plugin.others
    assert program.program > SPENT / 2 > program.plugin + program.others
    assert other.others > SPENT / 2 > other.plugin + other.program
    assert max(each.engine for each in (plugin, program, other)) < SPENT / 2


def test_the_engine_is_what_was_started():
    cost, _ = finished(started(BUSY))
    assert cost.engine > SPENT / 2
    assert cost.others == 0


def test_memory_is_that_of_all_processes_at_once():
    held = f"held = bytes([1]) * {MEMORY}\n"
    cost, _ = finished(started(held + parent(held + BUSY)))
    assert 2 * MEMORY < cost.memory < 3 * MEMORY


def test_the_median_is_that_of_each_figure():
    costs = [Cost(*(float(i * factor) for factor in (1, -1, 1, 1, 1, 1, 1))) for i in (1, 2, 30)]
    assert median(costs) == Cost(2, -2, 2, 2, 2, 2, 2)
