"""The etcd release of the mirror: laid out and checked as the official one is."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from lab import mirror
from lab.mirror import etcd_archive, tree
from lab.settings import Settings

FOLDER = "etcd-v3.6.8-linux-amd64"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    directory = tmp_path / "bin"
    directory.mkdir()
    for name in etcd_archive.PROGRAMS:
        (directory / name).write_text(name)
    return directory


@pytest.fixture
def published(programs: Path, tmp_path: Path) -> Path:
    directory = tmp_path / "tree" / etcd_archive.DIRECTORY
    etcd_archive.publish(programs, directory)
    return directory


def test_the_archive_has_the_official_layout(published: Path):
    with tarfile.open(published / f"{FOLDER}.tar.gz", "r:gz") as archive:
        members = {member.name: (member.mode, member.uid, member.isdir()) for member in archive}
    assert members == {FOLDER: (0o755, 0, True)} | {f"{FOLDER}/{name}": (0o755, 0, False) for name in ("etcd", "etcdctl", "etcdutl")}


def test_the_checksum_file_is_one_of_sha256sum(published: Path):
    assert (
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=published, capture_output=True, check=False).returncode == 0
    )


def test_the_same_programs_give_the_same_bytes_at_any_time(published: Path, programs: Path, tmp_path: Path):
    for program in programs.iterdir():
        os.utime(program, (1, 1))
    etcd_archive.publish(programs, tmp_path / "again")
    assert etcd_archive.published_digest(tmp_path / "again") == etcd_archive.published_digest(published)


def test_a_stack_file_is_told_where_and_what_it_is(published: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree, "ensure", lambda settings: tmp_path / "tree")
    assert mirror.etcd_release(settings) == {
        "version": "3.6.8",
        "url": "http://10.90.9.1:8080/etcd/v3.6.8/etcd-v3.6.8-linux-amd64.tar.gz",
        "sha256": etcd_archive.published_digest(published),
    }
