"""What `init` asks: each question is a flag as well."""

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..core.config.problems import Problem
from ..core.draft import Answers, named_hosts, problems
from ..core.versions import TESTED

NONE: Final = "none"
BALANCERS: Final = ("haproxy", "kubeVip", "existing", NONE)
SEVERAL: Final = "ADDRESS, or NAME=ADDRESS, several with spaces between"


class Incomplete(Exception):
    """What has to be known and nobody can be asked, in words for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question. Its answer is wrong if the draft has a problem at a path that begins with one of `paths`, below `cluster`.

    It is asked if `matters` for what is known already, and its `default` is taken for an empty answer; None wants an answer.
    """

    flag: str
    about: str
    words: str
    paths: tuple[str, ...]
    put: Callable[[Answers, str], Answers]
    metavar: str | None = None
    choices: tuple[str, ...] | None = None
    default: Callable[[Answers], str | None] = lambda _: ""
    matters: Callable[[Answers], bool] = lambda _: True

    @property
    def name(self) -> str:
        """Its attribute among parsed arguments."""
        return self.flag.removeprefix("--").replace("-", "_")


QUESTIONS: Final = (
    Question(
        flag="--kubernetes-version",
        metavar="VERSION",
        about=f"such as {TESTED}",
        words="Version of Kubernetes",
        paths=("kubernetesVersion",),
        put=lambda answers, said: replace(answers, kubernetes_version=said),
        default=lambda _: TESTED,
    ),
    Question(
        flag="--control-planes",
        metavar="HOSTS",
        about=f"the hosts of the control plane, an odd number of them: {SEVERAL}",
        words="Addresses of the control planes, one or three",
        paths=("controlPlane",),
        put=lambda answers, said: replace(answers, control_planes=named_hosts(said.split(), "cp")),
        default=lambda _: None,
    ),
    Question(
        flag="--workers",
        metavar="HOSTS",
        about=f"the other hosts: {SEVERAL}",
        words="Addresses of the workers",
        paths=("workerPools",),
        put=lambda answers, said: replace(answers, workers=named_hosts(said.split(), "worker")),
    ),
    Question(
        flag="--load-balancer",
        choices=BALANCERS,
        about="in front of several control planes: haproxy and keepalived on them, kube-vip on them, or an existing one",
        words="Load balancer, of haproxy, kubeVip and existing",
        paths=("loadBalancer.type",),
        put=lambda answers, said: replace(answers, balancer="" if said == NONE else said),
        default=lambda answers: "haproxy" if len(answers.control_planes) > 1 else NONE,
        matters=lambda answers: len(answers.control_planes) > 1,
    ),
    Question(
        flag="--vip",
        metavar="ADDRESS/PREFIX",
        about="a free address of the hosts' network, for haproxy and kubeVip",
        words="Free address for the API, with its network's prefix, such as 10.0.0.100/24",
        paths=("loadBalancer.vip",),
        put=lambda answers, said: replace(answers, vip=said),
        default=lambda _: None,
        matters=lambda answers: answers.balancer in ("haproxy", "kubeVip"),
    ),
    Question(
        flag="--endpoint",
        metavar="NAME:PORT",
        about="the DNS name of the API with its port; without one, clients use the address",
        words="DNS name and port of the API, such as api.example.com:6443 (it cannot be changed later)",
        paths=("endpoint",),
        put=lambda answers, said: replace(answers, endpoint=said),
        default=lambda answers: None if answers.balancer == "existing" else "",
    ),
    Question(
        flag="--user",
        metavar="NAME",
        about="who logs in by SSH and may sudo without a password",
        words="User of SSH, who may sudo without a password",
        paths=("ssh.user",),
        put=lambda answers, said: replace(answers, user=said),
        default=lambda _: getpass.getuser(),
    ),
)
"""In the order in which they are asked: what one asks may depend on those before it."""


def answered(options: argparse.Namespace, *, asking: bool) -> Answers:
    """Returns the answers of flags and, if `asking`, of the terminal, where a wrong answer is asked for again.

    Raises:
        Incomplete: a question has no answer and no default, and nobody can be asked.
    """
    said: Mapping[str, str | None] = vars(options)
    answers = Answers(name=options.stack.rpartition("/")[2], kubernetes_version=TESTED, user="admin", control_planes=())
    lacking = []
    for question in QUESTIONS:
        given, default = said[question.name], question.default(answers)
        if given is not None:
            answers = question.put(answers, given)
        elif not question.matters(answers):
            continue
        elif asking:
            answers = _ask(question, answers, default)
        elif default is None:
            lacking.append(question)
        else:
            answers = question.put(answers, default)
    if lacking:
        raise Incomplete("\n".join(["there is no terminal to ask at, so say", *(f"  {each.flag}: {each.about}" for each in lacking)]))
    return answers


def _ask(question: Question, answers: Answers, default: str | None) -> Answers:
    hint = f" [{default}]" if default else "" if default is None else " [none]"
    while True:
        try:
            said = input(f"{question.words}{hint}: ").strip()
        except EOFError:
            raise Incomplete("the questions were not answered to the end") from None
        if said or default is not None:
            found = question.put(answers, said or default or "")
            wrong = [each for each in problems(found) if _is_about(each, question)]
            if not wrong:
                return found
            print(*(f"  {each}" for each in wrong), sep="\n", file=sys.stderr)


def _is_about(problem: Problem, question: Question) -> bool:
    return any(problem.path.startswith(f"cluster.{path}") for path in question.paths)
