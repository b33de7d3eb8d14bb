"""The key that signs the repositories of the mirror: made for the lab and kept in its cache."""

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
    """Returns the path of the GnuPG home with the key, which exists once it is made; the public key is in it as PUBLIC_KEY."""
    return settings.cache / "mirror" / "key"


def ensure(settings: Settings) -> Path:
    """Returns the GnuPG home, and makes it if it is missing."""
    return make_once(path(settings), _make)


def sign(home: Path, release: Path) -> None:
    """Writes InRelease and Release.gpg beside `release`, as apt-secure(8) requires."""
    _gpg(home, "--clearsign", "--output", release.with_name("InRelease"), release)
    _gpg(home, "--armor", "--detach-sign", "--output", release.with_name("Release.gpg"), release)


def sign_index(home: Path, index: Path) -> None:
    """Writes `index`.asc beside it, as repo_gpgcheck of dnf.conf(5) requires."""
    _gpg(home, "--armor", "--detach-sign", "--output", index.with_name(f"{index.name}.asc"), index)


def sign_rpms(home: Path, packages: Sequence[Path]) -> None:
    """Signs packages in place, as rpmsign(8) does."""
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
