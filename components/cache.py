"""Files that are kept on the user's machine from one run to the next."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def cache_directory(*parts: str) -> Path:
    """Returns a directory of this library below the user's cache directory (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").joinpath("pulumi-kubeadm", *parts)


def keep(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes a file and then moves it to its path, since another run may read it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).chmod(mode)
    Path(unfinished.name).replace(path)
