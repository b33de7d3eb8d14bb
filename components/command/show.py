"""The verb `show`: the cluster of a stack file, as it was read."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

from ..core.config.effective import effective
from ..core.config.problems import SECRET, InvalidSpec
from ..core.config.secrets import encrypted_values
from ..core.yaml_rules import Dumper
from ..preflight.stack import read_cluster, read_document, stack_parser
from ..project import Unusable
from ..stack_files import completed

SHOWN: Final = 0
COULD_NOT_READ: Final = 2
HIDDEN: Final = "[secret]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a cluster. The exit status is 0, or 2 if the stack file cannot be read or, with `--effective`, has problems."""
    options = parser().parse_args(arguments)
    try:
        namespace, document, _ = read_document(options.project, options.stack)
        if options.effective:
            _, problems = read_cluster(options.project, namespace, document)
            if problems:
                raise InvalidSpec(problems)
            document = effective(document, *completed(document, [], options.project))
    except (Unusable, InvalidSpec) as hindrance:
        print(f"show: {hindrance}", file=sys.stderr)
        return COULD_NOT_READ
    shown = {"config": {f"{namespace}:cluster": without_secrets(document)}}
    print(_as_json(shown) if options.json else _as_yaml(shown), end="")
    return SHOWN


def without_secrets(value: object) -> object:
    """Returns a value with `HIDDEN` in place of what is encrypted, and of texts that look like a private key, a token or a password."""
    if isinstance(value, Mapping):
        hidden = list(encrypted_values(value, "")) == [""]
        return HIDDEN if hidden else {name: without_secrets(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    return HIDDEN if isinstance(value, str) and SECRET.search(value) else value


def _as_json(shown: Mapping[str, object]) -> str:
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def _as_yaml(shown: Mapping[str, object]) -> str:
    return str(yaml.dump(dict(shown), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120))


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("show", "Print the cluster of a stack file. The secrets beside it are left out, and none is shown.")
    parser.add_argument("--effective", action="store_true", help="write out every default")
    parser.add_argument("--json", action="store_true", help="print JSON instead of YAML")
    return parser
