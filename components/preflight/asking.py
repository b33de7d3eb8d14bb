"""Asks all hosts for their facts at the same time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..core.preflight import Answer, Requirement, offset, parse_facts
from ..ssh import Question, Reply, ask_each

SCRIPT: Final = Path(__file__).resolve().with_name("facts.sh")
FUNCTIONS: Final = SCRIPT.with_suffix("")
"""The folder of what the script calls."""


def ask_all(requirements: Sequence[Requirement], key_file: Path | None) -> dict[str, Answer]:
    """Returns the answers of the living hosts, by name. Without `key_file` the SSH agent is asked."""
    text = script()
    questions = [Question(one.host, one.questions().render() + text) for one in requirements if not one.host.dead]
    return {name: _answer(reply) for name, reply in ask_each(questions, key_file).items()}


def script() -> str:
    """Returns the script that a host's shell reads after its parameters; it runs only once it has arrived completely."""
    return "".join(path.read_text() for path in (*sorted(FUNCTIONS.glob("*.sh")), SCRIPT))


def _answer(reply: Reply) -> Answer:
    facts = parse_facts(reply.out)
    if facts is None:
        return Answer(failed=reply.failed, reason=reply.reason)
    return Answer(facts=facts, offset=offset(facts, reply.sent, reply.received))
