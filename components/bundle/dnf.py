"""Packages with all their dependencies, fetched by dnf 4 of this machine in a separate root: dnf(8), dnf.conf(5), createrepo_c(8)."""

import os
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from ..core.config.model import LockedPackage, Repository
from ..core.render.dnf import dnf_repository
from .archive import digest
from .packages import Fetched, Sources
from .program import output

_ADVICE: Final = (
    "install it (dnf-plugins-core, createrepo_c, rpm), on a machine of the RHEL family or of Debian's, or in a container of one"
)
_ARCHITECTURES: Final = {"amd64": "x86_64", "arm64": "aarch64"}
_OF_THIS_MACHINE: Final = Path("/etc/yum.repos.d")
_CONFIG: Final = """\
[main]
reposdir={root}/repositories
varsdir=/etc/dnf/vars,/etc/yum/vars
module_platform_id=platform:el{release}
install_weak_deps=False
best=True
gpgcheck=True
retries=3
"""
_FIELDS: Final = r"%{NAME}\t%{EVR}\t%{ARCH}\n"


class Dnf:
    """The PackageManager for hosts with dnf."""

    def __init__(self, root: Path, sources: Sources) -> None:
        self.root = root
        release = sources.platform.partition("-")[2]
        (root / "repositories").mkdir(parents=True)
        (root / "dnf.conf").write_text(_CONFIG.format(root=root, release=release))
        self._dnf: tuple[str, ...] = (
            "dnf", f"--config={root}/dnf.conf", f"--installroot={root}/installed", f"--releasever={release}",
            f"--forcearch={_ARCHITECTURES[sources.architecture]}", "--disableplugin=*", "--enableplugin=repoquery",
            "--assumeyes", "--quiet",
        )  # fmt: skip
        sources.write_files(root, root / "repositories", ".repo", _source, _files(sources.distribution or _OF_THIS_MACHINE))

    def fetch(self, packages: Sequence[str]) -> list[Fetched]:
        """Fetches packages: see PackageManager."""
        if not packages:
            return []
        place = Path(tempfile.mkdtemp(prefix="archives-", dir=self.root))
        wanted = [package.replace("=", "-", 1) for package in packages]
        self._run(*self._dnf, "install", "--downloadonly", f"--destdir={place}", *wanted)
        files = sorted(place.glob("*.rpm"))
        fields = [line.split("\t") for line in self._run("rpm", "--query", "--package", f"--queryformat={_FIELDS}", *files).splitlines()]
        located = self._run(*self._dnf, "repoquery", "--location", *("-".join((name, evr)) + f".{arch}" for name, evr, arch in fields))
        urls = {unquote(url.rpartition("/")[2]): url for url in located.split()}
        return [
            Fetched(LockedPackage(name=name, version=evr, architecture=arch, url=urls[unquote(file.name)], sha256=digest(file)), file)
            for file, (name, evr, arch) in zip(files, fields, strict=True)
        ]

    def repository(self, fetched: Sequence[Fetched]) -> dict[str, bytes | Path]:
        """Returns a repository whose metadata are the same for the same packages."""
        [place] = {each.file.parent for each in fetched} or {Path(tempfile.mkdtemp(prefix="empty-", dir=self.root))}
        for each in fetched:
            os.utime(each.file, (0, 0))
        repeatable = ("--no-database", "--simple-md-filenames", "--revision=0", "--set-timestamp-to-revision")
        self._run("createrepo_c", "--quiet", *repeatable, place)
        return {f"packages/{path.relative_to(place)}": path for path in sorted(place.rglob("*")) if path.is_file()}

    def unpack(self, file: Path, directory: Path) -> None:
        """Unpacks a package: see PackageManager."""
        unpacked = Path(f"{file}.tgz")
        self._run("rpm2archive", file)
        with tarfile.open(unpacked) as content:
            content.extractall(directory, [member for member in content if member.name.startswith("./usr/bin/")])
        unpacked.unlink()

    def _run(self, *words: str | Path) -> str:
        return output(*words, advice=_ADVICE).decode()


def _source(name: str, repository: Repository, key: str) -> str:
    # Without the login, whose password only hosts have.
    return dnf_repository(f"pulumi-kubeadm-{name}", replace(repository, user=None), key, None)


def _files(distribution: Path) -> list[Path]:
    """Returns the .repo files of the hosts' distribution."""
    return [distribution] if distribution.is_file() else sorted(distribution.glob("*.repo"))
