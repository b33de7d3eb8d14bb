"""Packages with everything that they need, resolved, fetched and verified by this machine's apt in a root of its own.

It takes next to nothing for installed, so the bundle has what any host could lack: apt.conf(5), apt-get(8).
"""

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from ..core.render.apt import apt_source
from ..core.spec.model import LockedPackage, Repository
from .problems import Hindrance

Fetched: TypeAlias = tuple[LockedPackage, Path, str]
"""A package, its file, and its stanza in the index."""

SECONDS: Final = 1800
_CONFIG: Final = """\
Dir "{root}/";
Dir::State::status "{root}/status";
APT::Architecture "{architecture}";
APT::Architectures "{architecture}";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
"""
# Those without which Debian is none (Essential: yes): no host lacks them, and no repository but the distribution's own has them.
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
    """apt with repositories of the stack and of its hosts' distribution, and no other."""

    def __init__(self, root: Path, architecture: str, repositories: Mapping[str, Repository], distribution: Path | None) -> None:
        self.root = root
        for directory in _DIRECTORIES:
            (root / directory).mkdir(parents=True)
        installed = "".join(_INSTALLED.format(name=name, architecture=architecture) for name in _ESSENTIAL)
        (root / "status").write_text(installed)
        (root / "apt.conf").write_text(_CONFIG.format(root=root, architecture=architecture))
        for name, repository in repositories.items():
            keyring = root / f"{name}.asc"
            keyring.write_text(repository.key)
            (root / f"etc/apt/sources.list.d/{name}.sources").write_text(apt_source(repository, str(keyring)))
        for source in _sources(distribution):
            (root / "etc/apt/sources.list.d" / f"distribution-{source.name}").write_bytes(source.read_bytes())
        self._run("apt-get", "update", "--error-on=any")

    def fetch(self, packages: Sequence[str]) -> list[Fetched]:
        """The packages and what they need: each with its file and its stanza in the index.

        Raises:
            Hindrance: apt cannot resolve or fetch them, in its words.
        """
        if not packages:
            return []
        # apt names no file that it has already, and each answer is to be whole.
        place = Path(tempfile.mkdtemp(prefix="archives-", dir=self.root))
        (place / "partial").mkdir()
        install = ("apt-get", "--yes", "-o", f"Dir::Cache::archives={place}", "install", *packages)
        said = self._run(*install, "--print-uris")
        urls = dict(re.findall(r"^'(\S+)' (\S+) \d+", said, re.MULTILINE)).items()
        self._run(*install, "--download-only")
        files = {name: place / name for _, name in urls}
        stanzas = dict(self._stanzas(files.values()))
        return [self._locked(url, files[name], stanzas) for url, name in sorted(urls, key=lambda pair: pair[1])]

    def _locked(self, url: str, file: Path, stanzas: Mapping[str, str]) -> Fetched:
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        stanza = stanzas[sha256]
        field = dict(re.findall(r"^(\S+): (.*)$", stanza, re.MULTILINE))
        package = LockedPackage(name=field["Package"], version=field["Version"], architecture=field["Architecture"], url=url, sha256=sha256)
        return package, file, re.sub(r"^Filename: .*$", f"Filename: {file.name}", stanza, flags=re.MULTILINE)

    def _stanzas(self, files: Iterable[Path]) -> Iterator[tuple[str, str]]:
        """From the indexes that apt has verified: those of the files' digests, by digest."""
        names = sorted({file.name.partition("_")[0] for file in files})
        for stanza in self._run("apt-cache", "show", *names).split("\n\n"):
            if found := re.search(r"^SHA256: (\w{64})$", stanza, re.MULTILINE):
                yield found[1], stanza.strip()

    def _run(self, *words: str) -> str:
        environment = {**os.environ, "APT_CONFIG": str(self.root / "apt.conf"), "LC_ALL": "C"}
        try:
            done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
        except FileNotFoundError as error:
            raise Hindrance(f"there is no `{words[0]}` on this machine: run this on Debian or Ubuntu, or in a container of one") from error
        if done.returncode != 0:
            raise Hindrance(f"{' '.join(words[:3])} … failed:\n{done.stdout.strip()}\n{done.stderr.strip()}")
        return done.stdout


def programs(files: Mapping[str, Path], directory: Path) -> Path:
    """Where kubeadm and kubectl are once they are unpacked from the files of their packages."""
    for name in ("kubeadm", "kubectl"):
        subprocess.run(["dpkg-deb", "--extract", files[name], directory], check=True)
    return directory / "usr/bin"


def repository(fetched: Sequence[Fetched]) -> dict[str, bytes | Path]:
    """The files of a flat repository in an archive, by name."""
    files: dict[str, bytes | Path] = {f"packages/{path.name}": path for _, path, _ in fetched}
    return files | {"packages/Packages": "".join(f"{stanza}\n\n" for _, _, stanza in fetched).encode()}


def _sources(distribution: Path | None) -> list[Path]:
    """The files of sources.list(5) that say where the hosts' own packages are: of a file or directory, else those of this machine."""
    place = distribution or Path("/etc/apt")
    if place.is_file():
        return [place]
    return [path for path in sorted(place.rglob("*")) if path.suffix in (".list", ".sources") and path.is_file()]
