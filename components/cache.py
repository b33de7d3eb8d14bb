"""What is kept on the machine of the user from one run to the next."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def cache_directory(*parts: str) -> Path:
    """A directory of ours (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").joinpath("pulumi-kubeadm", *parts)


def keep(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Under its final name only when complete, for another run may read it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).chmod(mode)
    Path(unfinished.name).replace(path)
