"""`components/scripts/lib/etcd/decisions.sh`, asked in one bash process, and the text of etcdctl that it reads."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.reference_model import AddLearner, Decision, Do, Member, Membership, MoveLeader, PromoteLearner, Refuse, RemoveMember

LIBRARY = Path(__file__).parents[2] / "components" / "scripts" / "lib"
ANSWER_ENDS = ".\n"
LOOP = """
set -Eeuo pipefail
need() { local library; for library; do source "$LIBRARY/$library.sh"; done; }
LIBRARY=$1
need etcd/changes
all_leave() { can_all_leave "${1//;/ }" "${2//;/ }"; }
next() { IFS= read -r -d '' "$1"; }
while next members && next health && next leader && next questions; do
  read_membership "$members" "$health" "$leader"
  while read -ra question; do
    "${question[@]}"
    echo .
  done <<<"$questions"
done
"""


class Script:
    """Answers questions, all in the same process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, members: str, health: str, leader: str, *questions: str) -> list[list[str]]:
        """The lines of each answer; the questions travel together, because waking bash up is what takes time.

        Raises:
            AssertionError: the script ended, its complaint is on stderr.
        """
        assert self._process.stdin
        self._process.stdin.write("".join(f"{text}\0" for text in (members, health, leader, "\n".join(questions))))
        self._process.stdin.flush()
        return [list(self._answer()) for _ in questions]

    def _answer(self) -> Iterator[str]:
        assert self._process.stdout
        for line in self._process.stdout:
            if line == ANSWER_ENDS:
                return
            yield line.removesuffix("\n")
        raise AssertionError("the script stopped")


@contextmanager
def running() -> Iterator[Script]:
    """One bash with the library's functions."""
    with subprocess.Popen(["bash", "-c", LOOP, "bash", str(LIBRARY)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Script(process)


def member_list(membership: Membership) -> str:
    """As `etcdctl member list` prints it."""
    return "\n".join(_line(member) for member in membership.members)


def _line(member: Member) -> str:
    fields = (
        member.id,
        "started" if member.started else "unstarted",
        member.name,
        ",".join(member.peer_urls),
        ",".join(member.client_urls),
    )
    return ", ".join((*fields, str(member.is_learner).lower()))


def endpoint_health(membership: Membership) -> str:
    """As `etcdctl endpoint health --cluster 2>&1` prints it, its log line included."""
    return "\n".join(['{"level":"warn","msg":"retrying of unary invoker failed"}', *_verdicts(membership), "Error: unhealthy cluster"])


def _verdicts(membership: Membership) -> Iterator[str]:
    for member in membership.members:
        for url in member.client_urls:
            if not member.healthy:
                yield f"{url} is unhealthy: failed to commit proposal: context deadline exceeded"
            elif member.is_learner:
                yield f"{url} is unhealthy: failed to commit proposal: etcdserver: rpc not supported for learner"
            else:
                yield f"{url} is healthy: successfully committed proposal: took = 4.090533ms"


def lines(decision: Decision) -> list[str]:
    """A decision in the script's words."""
    if isinstance(decision, Do):
        return [_words(action) for action in decision.actions]
    return [f"{'refuse' if isinstance(decision, Refuse) else 'wait'} {decision.why}"]


def _words(action: MoveLeader | RemoveMember | AddLearner | PromoteLearner) -> str:
    match action:
        case MoveLeader(to):
            return f"move-leader {to}"
        case RemoveMember(id):
            return f"remove {id}"
        case PromoteLearner(id):
            return f"promote {id}"
        case AddLearner():
            return "add"
