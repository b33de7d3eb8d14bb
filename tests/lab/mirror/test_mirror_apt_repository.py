"""The repository, as apt itself sees it: verified, and refused when anything in it was touched."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.mirror import apt_repository, signing
from lab.mirror.deb import Package, write
from lab.programs.sources import ARCHITECTURE
from tests.e2e.hosts import at_last_none

pytestmark = pytest.mark.skipif(not (shutil.which("apt-get") and shutil.which("gpg")), reason="no apt or no gpg on this machine")


@pytest.fixture
def repository(tmp_path: Path, key: Path) -> Path:
    root = tmp_path / "repository"
    (root / ARCHITECTURE).mkdir(parents=True)
    for name, depends in (("kubelet", ("kubernetes-cni (>= 1.2.0)",)), ("kubernetes-cni", ())):
        texts = {f"/usr/share/{name}": name}
        write(Package(name, "1.36.3-1.1", "net", "A package", depends, texts=texts), root / ARCHITECTURE)
    apt_repository.publish(root, key, "test")
    return root


def apt(tmp_path: Path, repository: Path, key: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs apt-get with nothing of this machine's: its own state, and this repository only."""
    for directory in ("state/lists/partial", "cache/archives/partial", "empty"):
        (tmp_path / directory).mkdir(parents=True, exist_ok=True)
    (tmp_path / "status").touch()
    source = f"deb [signed-by={key / signing.PUBLIC_KEY}] file:{repository} /\n"
    (tmp_path / "sources.list").write_text(source)
    options = {
        "Dir::State": tmp_path / "state",
        "Dir::State::status": tmp_path / "status",
        "Dir::Cache": tmp_path / "cache",
        "Dir::Etc::sourcelist": tmp_path / "sources.list",
        "Dir::Etc::sourceparts": tmp_path / "empty",
        "Dir::Etc::preferencesparts": tmp_path / "empty",
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "true",
        "APT::Update::Error-Mode": "any",
    }
    words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    return subprocess.run(["apt-get", *words, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_apt_verifies_the_signature_and_resolves(tmp_path: Path, repository: Path, key: Path):
    update = apt(tmp_path, repository, key, "update")
    assert update.returncode == 0, update.stderr
    install = apt(tmp_path, repository, key, "install", "--simulate", "kubelet=1.36.3-1.1")
    assert "Inst kubernetes-cni (1.36.3-1.1 test" in install.stdout, install.stderr


def test_a_touched_index_is_refused(tmp_path: Path, repository: Path, key: Path):
    for index in repository.glob("Packages*"):
        index.write_bytes(index.read_bytes() + b"\n")
    assert apt(tmp_path, repository, key, "update").returncode != 0


def test_a_touched_release_is_refused(tmp_path: Path, repository: Path, key: Path):
    release = repository / "InRelease"
    release.write_text(release.read_text().replace("Label: test", "Label: best"))
    update = apt(tmp_path, repository, key, "update")
    assert update.returncode != 0
    assert "signature" in update.stderr


def test_a_touched_package_is_refused(tmp_path: Path, repository: Path, key: Path):
    apt(tmp_path, repository, key, "update")
    package = next(repository.rglob("kubernetes-cni_*.deb"))
    package.write_bytes(package.read_bytes().replace(b"debian-binary", b"debian-Binary"))
    download = apt(tmp_path, repository, key, "install", "--download-only", "--yes", "kubernetes-cni")
    assert download.returncode != 0
    assert "Hash Sum mismatch" in download.stderr


def test_the_detached_signature_holds(repository: Path, key: Path):
    ring = repository / "ring.gpg"
    subprocess.run(["gpg", "--dearmor", "--output", ring, key / signing.PUBLIC_KEY], check=True, timeout=30)
    command = ["gpgv", "--keyring", ring, repository / "Release.gpg", repository / "Release"]
    assert subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0


def test_no_agent_stays_behind(key: Path):
    """It has been told to end, and does so in its own time."""

    def agents() -> list[str]:
        found = subprocess.run(["pgrep", "--list-full", "gpg-agent"], capture_output=True, text=True, check=False).stdout
        return [line for line in found.splitlines() if str(key) in line]

    at_last_none(agents, "no agent of the key", 10)
