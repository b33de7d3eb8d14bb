import hashlib
import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from lab.mirror.images.layer import Files, Link, tree, write

pytestmark = pytest.mark.skipif(not shutil.which("zstd"), reason="no zstd on this machine")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    program = tmp_path / "program"
    program.write_bytes(b"program")
    program.chmod(0o755)
    return {"/usr/local/bin/program": program, "/usr/bin/cp": Link("busybox"), "/bin": Link("usr/bin"), "/tmp": None}


def plain(blob: Path) -> bytes:
    return subprocess.run(["zstd", "-dc", blob], capture_output=True, check=True).stdout


def test_members(tmp_path: Path, files: Files):
    layer = write(files, tmp_path / "blob")
    with tarfile.open(fileobj=io.BytesIO(plain(layer.blob))) as archive:
        members = {member.name: member for member in archive}
    assert set(members) == {"usr", "usr/bin", "usr/local", "usr/local/bin", "usr/local/bin/program", "usr/bin/cp", "bin", "tmp"}
    assert members["usr/local/bin/program"].mode == 0o755
    assert members["usr/bin/cp"].linkname == "busybox"
    assert members["bin"].issym()
    assert members["tmp"].mode == 0o1777
    assert {(member.uid, member.gid, member.mtime) for member in members.values()} == {(0, 0, 0)}


def test_parents_come_before_their_children(tmp_path: Path, files: Files):
    layer = write(files, tmp_path / "blob")
    with tarfile.open(fileobj=io.BytesIO(plain(layer.blob))) as archive:
        names = archive.getnames()
    assert all(names.index(str(Path(name).parent)) < names.index(name) for name in names if "/" in name)


def test_digests_are_of_the_blob_and_of_the_tar(tmp_path: Path, files: Files):
    layer = write(files, tmp_path / "blob")
    assert layer.digest == f"sha256:{hashlib.sha256(layer.blob.read_bytes()).hexdigest()}"
    assert layer.diff_id == f"sha256:{hashlib.sha256(plain(layer.blob)).hexdigest()}"


def test_the_same_files_give_the_same_digest(tmp_path: Path, files: Files):
    first = write(files, tmp_path / "first")
    second = write(dict(reversed(files.items())), tmp_path / "second")
    assert (first.digest, first.diff_id) == (second.digest, second.diff_id)


def test_a_tree_keeps_links_and_leaves_directories_to_the_layer(tmp_path: Path):
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "usr/sbin/nft").touch()
    (tmp_path / "usr/sbin/iptables").symlink_to("xtables-nft-multi")
    (tmp_path / "sbin").symlink_to("usr/sbin")
    assert tree(tmp_path) == {
        "/sbin": Link("usr/sbin"),
        "/usr/sbin/iptables": Link("xtables-nft-multi"),
        "/usr/sbin/nft": tmp_path / "usr/sbin/nft",
    }
