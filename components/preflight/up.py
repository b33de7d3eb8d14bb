"""The preflight that `pulumi up` runs before it touches a host. It asks the hosts that it does not know, and fails if one has an error.

Stdout holds the fingerprints of the judged hosts, which the next run passes back; the report goes to stderr. A private key may come
on stdin.
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
from ..core.config.model import ClusterSpec
from ..core.preflight import Answer, Fingerprint, Requirement, Severity, as_text, fingerprint, judge, recall, remember, requirements
from ..core.preflight.report import count
from .asking import ask_all
from .launcher import OWNER, WARNINGS, read

LAST: Final = "PULUMI_COMMAND_STDOUT"
"""The variable in which pulumi-command passes the stdout of the last successful run."""
REFUSED: Final = (
    "no host was changed. Fix the errors and run it again, or change the severity of a check by preflight.severity (docs/preflight.md)"
)


class Refused(Exception):
    """The reason why `up` must not go on, for the user."""


def main(launcher: Path, memory: str, owner: str, key: str) -> int:
    """Judges the hosts of a launcher's cluster, which know it by the id `owner`. The exit status is 0, or 1 if there are errors."""
    spec = read(launcher)
    try:
        known, warnings = _judged(spec, memory, owner, key)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    if warnings:
        keep(launcher.with_name(WARNINGS), warnings.encode())
    print(remember(requirements(spec), known))
    return 0


def _judged(spec: ClusterSpec, memory: str, owner: str, key: str) -> tuple[list[Fingerprint], str]:
    """Returns the fingerprints of the hosts, and the report if it has warnings.

    Raises:
        Refused: there are errors, or no host could be asked.
    """
    wanted = requirements(spec)
    known = recall(wanted, memory)
    answers = _ask([requirement for requirement in wanted if requirement.host.name not in known and not requirement.host.dead], key)
    verdicts = [verdict for verdict in judge(spec, answers, {}, [*known.values()], owner) if verdict.answer]
    report = as_text(spec, verdicts)
    if count(verdicts, Severity.ERROR):
        raise Refused(f"{report}\n{REFUSED}")
    new = [fingerprint(verdict.requirement, facts) for verdict in verdicts if (facts := answers[verdict.requirement.host.name].facts)]
    return [*known.values(), *new], report if count(verdicts, Severity.WARNING) else ""


def _ask(asked: Sequence[Requirement], key: str) -> dict[str, Answer]:
    if asked and shutil.which("ssh") is None:
        raise Refused(
            "preflight: there is no `ssh` on this machine: install OpenSSH's client, or write preflight.enabled: false in the stack file"
        )
    with _key_file(key) as file:
        return ask_all(asked, file)


@contextmanager
def _key_file(key: str) -> Iterator[Path | None]:
    """Keeps the key in a file, as ssh wants it, as long as the context lasts."""
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
    sys.exit(main(Path(sys.argv[1]), os.environ.get(LAST, ""), os.environ[OWNER], sys.stdin.read()))
