"""Asks all hosts for their reports at the same time."""

from pathlib import Path
from typing import Final

from ..core.config.model import ClusterSpec
from ..core.status import Answer, everyone, parse_report, questions
from ..ssh import Question, Reply, ask_each

SCRIPT: Final = Path(__file__).resolve().with_name("questions.sh")
_COMPONENTS: Final = SCRIPT.parents[1]
FUNCTIONS: Final = (
    _COMPONENTS / "preflight/facts/words.sh",
    _COMPONENTS / "preflight/facts/owner.sh",
    _COMPONENTS / "scripts/lib/etcd/client.sh",
    *sorted(SCRIPT.with_suffix("").glob("*.sh")),
)
"""What the script calls."""


def ask_all(spec: ClusterSpec, key_file: Path | None) -> dict[str, Answer]:
    """Returns the answers of the living hosts, by name. Without `key_file` the SSH agent is asked."""
    text = script()
    asked = [Question(one.host, questions(spec, one).render() + text) for one in everyone(spec) if not one.host.dead]
    return {name: _answer(reply) for name, reply in ask_each(asked, key_file).items()}


def script() -> str:
    """Returns the script that a host's shell reads after its parameters; it runs only once it has arrived completely."""
    return "".join(path.read_text() for path in (*FUNCTIONS, SCRIPT))


def _answer(reply: Reply) -> Answer:
    report = parse_report(reply.out)
    return Answer(report=report) if report else Answer(failed=reply.failed, reason=reply.reason)
