"""The key that signs the mirror's repositories: made for the lab, kept in its cache, trusted by nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from lab.cache import make_once
from lab.commands import run
from lab.settings import Settings

PUBLIC_KEY = "lab.asc"
_USER = "lab artefact mirror"
_SECONDS = 120


def path(settings: Settings) -> Path:
    """Where the GnuPG home that holds the key is, once made; the public half lies in it as PUBLIC_KEY."""
    return settings.cache / "mirror" / "key"


def ensure(settings: Settings) -> Path:
    """Return the GnuPG home, made where it is missing."""
    return make_once(path(settings), _make)


def sign(home: Path, release: Path) -> None:
    """Write InRelease and Release.gpg beside `release`, as apt-secure(8) wants them."""
    _gpg(home, "--clearsign", "--output", release.with_name("InRelease"), release)
    _gpg(home, "--armor", "--detach-sign", "--output", release.with_name("Release.gpg"), release)


def sign_index(home: Path, index: Path) -> None:
    """Write `index`.asc beside it, as dnf.conf(5) wants it for repo_gpgcheck."""
    _gpg(home, "--armor", "--detach-sign", "--output", index.with_name(f"{index.name}.asc"), index)


def sign_rpms(home: Path, packages: Sequence[Path]) -> None:
    """Sign packages in place, as rpmsign(8) does."""
    settings = {"__gpg": shutil.which("gpg"), "_gpg_path": home, "_gpg_name": _USER}
    try:
        run("rpmsign", *(f"--define={name} {value}" for name, value in settings.items()), "--addsign", *packages, seconds=_SECONDS)
    finally:
        run("gpgconf", "--homedir", home, "--kill", "all")


def _make(home: Path) -> None:
    home.chmod(0o700)
    _gpg(home, "--quick-generate-key", _USER, "ed25519", "sign", "never")
    _gpg(home, "--armor", "--output", home / PUBLIC_KEY, "--export")


def _gpg(home: Path, *arguments: str | Path) -> None:
    try:
        run("gpg", "--homedir", home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", *arguments)
    finally:
        run("gpgconf", "--homedir", home, "--kill", "all")  # gpg leaves an agent behind
