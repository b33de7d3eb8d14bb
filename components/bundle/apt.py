"""Packages with all their dependencies, fetched by apt of this machine in a separate root: apt.conf(5), apt-get(8)."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from ..core.config.model import LockedPackage
from ..core.render.apt import apt_source
from .archive import digest
from .packages import Fetched, Sources
from .program import output

_ADVICE: Final = "run this on Debian or Ubuntu, or in a container of one"
_CONFIG: Final = """\
Dir "{root}/";
Dir::State::status "{root}/status";
Dir::Etc::netrc "/etc/apt/auth.conf";
Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
APT::Architecture "{architecture}";
APT::Architectures "{architecture}";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
"""
# The essential packages of Debian (Essential: yes): each host has them, and only the repositories of the distribution do.
_ESSENTIAL: Final = (
    "base-files", "base-passwd", "bash", "bsdutils", "coreutils", "dash", "debianutils", "diffutils", "dpkg", "findutils", "grep", "gzip",
    "hostname", "init-system-helpers", "libc-bin", "login", "ncurses-base", "ncurses-bin", "perl-base", "sed", "sysvinit-utils", "tar",
    "util-linux",
)  # fmt: skip
_INSTALLED: Final = "Package: {name}\nStatus: install ok installed\nArchitecture: {architecture}\nVersion: 9999:1\nMaintainer: nobody\n\n"
_DIRECTORIES: Final = (
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/sources.list.d",
    "var/cache/apt",
    "var/lib/apt/lists/partial",
)


class Apt:
    """The PackageManager for hosts with apt."""

    def __init__(self, root: Path, sources: Sources) -> None:
        self.root = root
        self._stanzas: dict[str, str] = {}
        for directory in _DIRECTORIES:
            (root / directory).mkdir(parents=True)
        installed = "".join(_INSTALLED.format(name=name, architecture=sources.architecture) for name in _ESSENTIAL)
        (root / "status").write_text(installed)
        (root / "apt.conf").write_text(_CONFIG.format(root=root, architecture=sources.architecture))
        place = root / "etc/apt/sources.list.d"
        sources.write_files(root, place, ".sources", lambda _, repository, key: apt_source(repository, key), _files(sources.distribution))
        self._run("apt-get", "update", "--error-on=any")

    def fetch(self, packages: Sequence[str]) -> list[Fetched]:
        """Fetches packages: see PackageManager."""
        if not packages:
            return []
        # apt does not list files that it has already, and each result must be complete.
        place = Path(tempfile.mkdtemp(prefix="archives-", dir=self.root))
        (place / "partial").mkdir()
        install = ("apt-get", "--yes", "-o", f"Dir::Cache::archives={place}", "install", *packages)
        said = self._run(*install, "--print-uris")
        urls = dict(re.findall(r"^'(\S+)' (\S+) \d+", said, re.MULTILINE)).items()
        self._run(*install, "--download-only")
        self._stanzas |= dict(self._stanzas_of(name for _, name in urls))
        return [self._fetched(url, place / name) for url, name in sorted(urls, key=lambda pair: pair[1])]

    def repository(self, fetched: Sequence[Fetched]) -> dict[str, bytes | Path]:
        """Returns a flat repository, whose index consists of the packages' stanzas in the verified indexes."""
        stanzas = (f"{_with_filename(self._stanzas[each.package.sha256], each.file.name)}\n\n" for each in fetched)
        return {f"packages/{each.file.name}": each.file for each in fetched} | {"packages/Packages": "".join(stanzas).encode()}

    def unpack(self, file: Path, directory: Path) -> None:
        """Unpacks a package: see PackageManager."""
        self._run("dpkg-deb", "--extract", str(file), str(directory))

    def _fetched(self, url: str, file: Path) -> Fetched:
        sha256 = digest(file)
        field = dict(re.findall(r"^(\S+): (.*)$", self._stanzas[sha256], re.MULTILINE))
        name, version, architecture = (field[key] for key in ("Package", "Version", "Architecture"))
        return Fetched(LockedPackage(name=name, version=version, architecture=architecture, url=url, sha256=sha256), file)

    def _stanzas_of(self, files: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yields digests and stanzas of packages from the indexes that apt has verified."""
        names = sorted({file.partition("_")[0] for file in files})
        for stanza in self._run("apt-cache", "show", *names).split("\n\n"):
            if found := re.search(r"^SHA256: (\w{64})$", stanza, re.MULTILINE):
                yield found[1], stanza.strip()

    def _run(self, *words: str) -> str:
        return output(*words, environment={"APT_CONFIG": str(self.root / "apt.conf")}, advice=_ADVICE).decode()


def _with_filename(stanza: str, name: str) -> str:
    return re.sub(r"^Filename: .*$", f"Filename: {name}", stanza, flags=re.MULTILINE)


def _files(distribution: Path | None) -> list[Path]:
    """Returns the files of sources.list(5) for the hosts' distribution: `distribution` itself, those in it, or those of this machine."""
    place = distribution or Path("/etc/apt")
    if place.is_file():
        return [place]
    return [path for path in sorted(place.rglob("*")) if path.suffix in (".list", ".sources") and path.is_file()]
