"""The verbs of the command. A new one is a module with `parser()` and `main(arguments)`, and a line in `VERBS`."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

PACKAGE: Final = __package__.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command: one line about it, and its module in this package, which is imported when the verb is used."""

    about: str
    module: str

    def parser(self) -> argparse.ArgumentParser:
        """Returns the command line of the verb."""
        found = import_module(self.module, PACKAGE).parser()
        assert isinstance(found, argparse.ArgumentParser)
        return found

    def run(self, arguments: Sequence[str]) -> int:
        """Runs the verb and returns its exit status."""
        return int(import_module(self.module, PACKAGE).main(arguments))


VERBS: Final[Mapping[str, Verb]] = {
    "init": Verb("write the draft of a stack file", ".command.init"),
    "validate": Verb("check stack files as a preview does, without hosts and secrets", ".command.validate"),
    "show": Verb("print the cluster of a stack file, with every default if you like", ".command.show"),
    "picture": Verb("draw the cluster of a stack file, as SVG or mermaid", ".command.picture"),
    "reference": Verb("print what is known of the keys of a stack file", ".command.reference"),
    "schema": Verb("print the JSON Schema with which editors check a stack file", ".command.schema"),
    "review": Verb("say what an edit of a stack file does to its cluster", ".review.command"),
    "host-keys": Verb("collect the public keys of the hosts into the known_hosts file", ".preflight.host_keys"),
    "preflight": Verb("check the hosts and change nothing", ".preflight.command"),
    "status": Verb("ask the hosts how their cluster is", ".status.command"),
    "bundle": Verb("collect everything that the hosts need into an offline bundle", ".bundle.command"),
    "completion": Verb("print a script that completes this command in a shell", ".command.completion"),
}
"""In the order of the help."""
