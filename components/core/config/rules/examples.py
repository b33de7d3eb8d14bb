"""Values that stand in documentation and must not stand in a cluster."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..problems import Absent, Problem, step_into
from ..values import ROOT

EXAMPLES: Final[Mapping[str, str]] = {
    "abcdef.0123456789abcdef": "no bootstrap token: this one is printed in kubeadm's documentation, and nodes join without tokens here",
    "1.2.3.4": "an address of your own: this one is the example of `kubeadm config print init-defaults`",
}


def no_example_is_used(document: object) -> Iterator[Problem]:
    """Whatever the key: an example that was pasted is wrong anywhere."""
    waiting: list[tuple[str, object]] = [(ROOT, document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend((step_into(path, key), entry) for key, entry in value.items())
        elif isinstance(value, list | tuple):
            waiting.extend((f"{path}[{index}]", entry) for index, entry in enumerate(value))
        elif isinstance(value, str):
            yield from _example(path, value)


def _example(path: str, value: str) -> Iterator[Problem]:
    for example, expected in EXAMPLES.items():
        if value == example or (len(example) > 20 and example in value):
            yield Problem(path, Absent.HIDDEN if len(value) > len(example) else value, expected)
