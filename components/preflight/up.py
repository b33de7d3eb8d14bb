"""What `pulumi up` runs before it touches a host: those it does not know are asked, and the run ends where one has an error.

Its stdout is the memory of those that were judged, which the next run hands back; what people read goes to stderr. A private key may
come on stdin.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ..cache import keep
from ..core.preflight import Answer, Duty, Severity, Traits, as_text, duties, judge, recall, remember, traits
from ..core.preflight.report import count
from ..core.spec.model import ClusterSpec
from .asking import ask_all
from .launcher import WARNINGS, read

LAST: Final = "PULUMI_COMMAND_STDOUT"
"""Where pulumi-command puts what the last run that went well has printed."""
REFUSED: Final = (
    "no host was changed. Mend what is wrong and run it again, or weigh a check otherwise by preflight.severity (docs/preflight.md)"
)


class Refused(Exception):
    """Why `up` must not go on, in words for the user."""


def main(launcher: Path, memory: str, key: str) -> int:
    """Judge the hosts of a launcher's stack; the exit status is 0, or 1 when there are errors."""
    spec = read(launcher)
    try:
        known, warnings = _judged(spec, memory, key)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    if warnings:
        keep(launcher.with_name(WARNINGS), warnings.encode())
    print(remember(duties(spec), known))
    return 0


def _judged(spec: ClusterSpec, memory: str, key: str) -> tuple[list[Traits], str]:
    """What is to be remembered of the hosts, and what is to be said of them.

    Raises:
        Refused: there are errors, or nobody could be asked.
    """
    wanted = duties(spec)
    known = recall(wanted, memory)
    answers = _ask([duty for duty in wanted if duty.host.name not in known and not duty.host.dead], key)
    verdicts = [verdict for verdict in judge(spec, answers, {}, [*known.values()]) if verdict.answer]
    report = as_text(spec, verdicts)
    if count(verdicts, Severity.ERROR):
        raise Refused(f"{report}\n{REFUSED}")
    new = [traits(verdict.duty, facts) for verdict in verdicts if (facts := answers[verdict.duty.host.name].facts)]
    return [*known.values(), *new], report if count(verdicts, Severity.WARNING) else ""


def _ask(asked: Sequence[Duty], key: str) -> dict[str, Answer]:
    if asked and shutil.which("ssh") is None:
        raise Refused(
            "preflight: there is no `ssh` on this machine: install OpenSSH's client, or write preflight.enabled: false in the stack file"
        )
    with _key_file(key) as file:
        return ask_all(asked, file)


@contextmanager
def _key_file(key: str) -> Iterator[Path | None]:
    """The key in a file, as ssh wants it, for as long as it is needed."""
    if not key:
        yield None
        return
    with TemporaryDirectory(prefix="preflight-") as directory:
        file = Path(directory) / "key"
        file.touch(mode=0o600)
        file.write_text(f"{key.rstrip()}\n")
        yield file


if __name__ == "__main__":
    # A cancelled run takes the key away, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(Path(sys.argv[1]), os.environ.get(LAST, ""), sys.stdin.read()))
