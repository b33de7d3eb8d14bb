"""What a run of the CLI costs, read from /proc: processor time of each of its processes, bytes written, memory.

These say more than seconds do on a machine that does other work as well.
"""

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from subprocess import Popen

INTERVAL = 0.05
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
PROGRAM = ("engine/language/program.py", "pulumi-language-python-exec")
PLUGIN = ("plugins/run.py\0command", "pulumi-resource-command")


@dataclass(frozen=True)
class Cost:
    """One run, or the medians of several.

    `seconds` are those of a clock; `engine`, `program`, `plugin` (of commands) and `others` are seconds of processor time. `written` are
    the bytes that the engine has written to files, as the kernel charges them: whole pages, and nothing for file systems in memory.
    The engine writes little but its state, with the copy that it keeps beside it. `memory` is the most that all processes had resident
    at once, in bytes; what they share is counted in each.
    """

    seconds: float
    engine: float
    program: float
    plugin: float
    others: float
    written: float
    memory: float

    @property
    def processor(self) -> float:
        """The processor time of all processes, in seconds."""
        return self.engine + self.program + self.plugin + self.others


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs) for field in fields(Cost)))


def finished(process: "Popen[str]") -> tuple[Cost, str]:
    """Waits for a CLI and returns what it has cost, and what it has printed."""
    began, printed, most = time.monotonic(), [""], 0
    spent: dict[int, tuple[str, float]] = {}
    assert process.stdout is not None
    reader = threading.Thread(target=lambda stdout: printed.append(stdout.read()), args=(process.stdout,))
    reader.start()
    # The engine is looked at once more when it has ended, before it is waited for and gone.
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        alive = list(_alive(process.pid))
        for pid, kind, used, _ in alive:
            # What has ended and was not waited for yet has no command line any more.
            spent[pid] = (kind or spent.get(pid, ("", 0.0))[0], used)
        most = max(most, sum(resident for *_, resident in alive))
        time.sleep(INTERVAL)
    seconds = time.monotonic() - began
    times = _stat(process.pid)
    engine, children = sum(times[11:13]) / TICKS, sum(times[13:15]) / TICKS
    written = _written(process.pid)
    process.wait()
    reader.join()
    of = {kind: sum(used for one, used in spent.values() if one == kind) for kind in ("program", "plugin")}
    others = max(children - sum(of.values()), 0.0)
    return Cost(seconds, engine, of["program"], of["plugin"], others, written, most), "".join(printed)


def _alive(root: int) -> Iterator[tuple[int, str, float, int]]:
    """The number, the kind, the processor time and the resident bytes of a process and of all that it has started."""
    try:
        line = (Path("/proc") / str(root) / "cmdline").read_bytes().decode(errors="replace")
        times = _stat(root)
        children = [int(pid) for task in Path(f"/proc/{root}/task").iterdir() for pid in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return
    yield root, _kind(line), sum(times[11:13]) / TICKS, times[21] * PAGE
    for child in children:
        yield from _alive(child)


def _kind(line: str) -> str:
    if not line:
        return ""
    if any(name in line for name in PROGRAM):
        return "program"
    return "plugin" if any(name in line for name in PLUGIN) else "other"


def _stat(pid: int) -> list[int]:
    """The fields of proc_pid_stat(5) from the third on, its letter as 0."""
    return [int(word) if word.lstrip("-").isdigit() else 0 for word in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()]


def _written(pid: int) -> int:
    lines = (line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(dict(lines)["write_bytes"])
