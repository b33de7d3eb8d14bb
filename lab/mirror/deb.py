"""Makes binary Debian packages from programs and texts (deb(5), deb-control(5))."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.commands import run
from lab.programs.sources import ARCHITECTURE

_BUILD_SECONDS = 120


@dataclass(frozen=True)
class Package:
    """A binary package. `programs` and `texts` are keyed by the absolute path that they get on the host.

    scripts: maintainer scripts by name (deb-postinst(5) and its like).
    """

    name: str
    version: str
    section: str
    summary: str
    depends: tuple[str, ...] = ()
    programs: Mapping[str, Path] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    conffiles: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)


def control(package: Package, installed_kib: int) -> str:
    """Return the control file of `package`."""
    fields = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": ARCHITECTURE,
        "Section": package.section,
        "Priority": "optional",
        "Maintainer": "lab artefact mirror <root@localhost>",
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join(package.depends),
        "Homepage": "https://kubernetes.io",
        "Description": package.summary,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def write(package: Package, directory: Path) -> Path:
    """Write `package` into `directory` under its usual file name and return its path; raises CommandFailed."""
    target = directory / f"{package.name}_{package.version}_{ARCHITECTURE}.deb"
    with tempfile.TemporaryDirectory(dir=directory, prefix=".") as temporary:
        root = Path(temporary)
        root.chmod(0o755)
        for path, program in package.programs.items():
            shutil.copyfile(program, place(root, path))
            place(root, path).chmod(0o755)
        for path, text in package.texts.items():
            place(root, path).write_text(text)
        installed = sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) // 1024
        place(root, "/DEBIAN/control").write_text(control(package, installed))
        if package.conffiles:
            place(root, "/DEBIAN/conffiles").write_text("".join(f"{path}\n" for path in package.conffiles))
        for name, script in package.scripts.items():
            place(root, f"/DEBIAN/{name}").write_text(script)
            place(root, f"/DEBIAN/{name}").chmod(0o755)
        # the quickest to unpack: many hosts do it at once on few processors
        run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z3", "--build", root, target, seconds=_BUILD_SECONDS)
    return target


def place(root: Path, path: str) -> Path:
    """Where a file of a package is below `root`; its directory is made."""
    found = root / path.lstrip("/")
    found.parent.mkdir(parents=True, exist_ok=True)
    return found
