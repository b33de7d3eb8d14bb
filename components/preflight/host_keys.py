"""Collects the public host keys that a stack lacks into its known_hosts file: `python -m components.preflight.host_keys STACK`."""

import argparse
import base64
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from ..cache import keep
from ..core.config.files import ssh_file
from ..core.config.known_hosts import KnownHosts, parse_known_hosts, spellings
from ..core.config.parse import without_keys
from ..core.config.rules.host_keys import Server
from ..project import Unusable
from ..ssh import require_ssh
from .scanning import Scanned, scan
from .stack import read_document, stack_parser

COLLECTED: Final = 0
INCOMPLETE: Final = 1
COULD_NOT_RUN: Final = 2
_TRUST: Final = """\
Nothing vouches for these keys yet: whoever answers at these addresses now is the one that is trusted from now on. Compare each with what
`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host itself, at its console, or with what its provider shows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Collects the keys. The exit status is 0, 1 if a key is still missing, or 2 if no server could be asked."""
    options = parser().parse_args(arguments)
    try:
        require_ssh()
        _, document, _ = read_document(options.project, options.stack)
        file = _known_hosts_file(options.project, document)
        key_file = options.identity or _path(options.project, ssh_file(document, "privateKeyFile"))
        return _collect(document, file, key_file, yes=options.yes)
    except (Unusable, OSError) as hindrance:
        print(f"host-keys: {hindrance}", file=sys.stderr)
        return COULD_NOT_RUN


def _collect(document: Mapping[str, object], file: Path, key_file: Path | None, *, yes: bool) -> int:
    """Scans bastions and servers without a bastion first, then the servers behind bastions, whose keys are known by then."""
    if not without_keys(document, _text(file)):
        print("every host of the stack has its key")
        return COLLECTED
    missing: list[Scanned] = []
    for behind_a_bastion in (False, True):
        known = parse_known_hosts(_text(file))
        servers = [each for each in without_keys(document, _text(file)) if bool(each.bastion) is behind_a_bastion]
        scanned = scan(servers, key_file, _of_bastions(servers, known))
        found = [each for each in scanned if each.key and not known.revoked(each.key)]
        missing += [each for each in scanned if each not in found]
        if found and not _agreed(found, file, yes):
            return INCOMPLETE
        _add(file, found)
    for each in missing:
        print(f"host-keys: {each.server.name} ({_address(each.server)}): {each.reason or 'its key is marked @revoked'}", file=sys.stderr)
    return INCOMPLETE if missing else COLLECTED


def _of_bastions(servers: Sequence[Server], known: KnownHosts) -> dict[tuple[str, int], str]:
    bastions = {(bastion.address, bastion.port): bastion for server in servers if (bastion := server.bastion)}
    keys = {place: bastion.host_key or known.key(*place) for place, bastion in bastions.items()}
    return {place: key for place, key in keys.items() if key}


def _agreed(found: Sequence[Scanned], file: Path, yes: bool) -> bool:
    """Shows the keys and asks the user whether to trust them."""
    rows = [(each.server.name, _address(each.server), *_fingerprint(each.key or "")) for each in found]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)))
    print(_TRUST)
    if yes:
        return True
    if not sys.stdin.isatty():
        print("host-keys: nothing is added without a terminal to ask at: compare, then run it again with --yes", file=sys.stderr)
        return False
    return input(f"Add {len(found)} to {file}? [y/N] ").strip().lower() in ("y", "yes")


def _add(file: Path, found: Sequence[Scanned]) -> None:
    """Appends lines to a file, all of them or none."""
    if not found:
        return
    before = _text(file)
    lines = "".join(f"{spellings(each.server.address, each.server.port)[0]} {each.key}\n" for each in found)
    end = "\n" if before and not before.endswith("\n") else ""
    keep(file.resolve(), f"{before}{end}{lines}".encode(), mode=0o644)
    print(f"{len(found)} added to {file}")


def _address(server: Server) -> str:
    return spellings(server.address, server.port)[0]


def _fingerprint(key: str) -> tuple[str, str]:
    """Returns the type and digest of a key as ssh-keygen(1) prints them."""
    kind, text = key.split()[:2]
    digest = base64.b64encode(hashlib.sha256(base64.b64decode(text)).digest()).decode().rstrip("=")
    return kind, f"SHA256:{digest}"


def _known_hosts_file(project: Path, document: Mapping[str, object]) -> Path:
    file = _path(project, ssh_file(document, "knownHosts"))
    if file is None:
        raise Unusable("got no ssh.knownHosts, want a file for the keys in the stack file: `ssh: {knownHosts: known_hosts}`")
    return file


def _path(project: Path, name: str | None) -> Path | None:
    return project / Path(name).expanduser() if name else None


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("host-keys", "Collect the public host keys that a stack lacks into its known_hosts file.")
    parser.add_argument("--yes", action="store_true", help="add what is shown without a question")
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="private SSH key for a bastion, instead of the stack's or the SSH agent"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
