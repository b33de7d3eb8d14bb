"""The key that signs the mirror's apt repositories: made for the lab, kept in its cache, trusted by nobody else."""

from __future__ import annotations

from pathlib import Path

from lab.cache import make_once
from lab.commands import run
from lab.settings import Settings

PUBLIC_KEY = "lab.asc"


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


def _make(home: Path) -> None:
    home.chmod(0o700)
    _gpg(home, "--quick-generate-key", "lab artefact mirror", "ed25519", "sign", "never")
    _gpg(home, "--armor", "--output", home / PUBLIC_KEY, "--export")


def _gpg(home: Path, *arguments: str | Path) -> None:
    try:
        run("gpg", "--homedir", home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", *arguments)
    finally:
        run("gpgconf", "--homedir", home, "--kill", "all")  # gpg leaves an agent behind
