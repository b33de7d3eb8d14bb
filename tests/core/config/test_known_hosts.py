"""known_hosts files, as ssh and ssh-keygen write them."""

import base64
import hmac
import shutil
import subprocess
from pathlib import Path

import pytest

from components.core.config.known_hosts import parse_known_hosts
from components.core.config.parse import parse, without_keys
from tests.core.config.documents import changed, full, host_key, problems_of, small

KEY, OTHER = host_key(1), host_key(2)


def hashed(host: str) -> str:
    salt = b"0123456789abcdef0123"
    digest = hmac.digest(salt, host.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize(
    ("line", "port"),
    [
        (f"10.0.0.10 {KEY}", 22),
        (f"cp-1,10.0.0.10 {KEY} comment here", 22),
        (f"[10.0.0.10]:2022 {KEY}", 2022),
        (f"10.0.0.10 {KEY}", 2022),
        (f"10.0.0.* {KEY}", 22),
        (f"10.0.0.1? {KEY}", 22),
        (f"[10.0.0.*]:2022 {KEY}", 2022),
        (f"{hashed('10.0.0.10')} {KEY}", 22),
        (f"{hashed('[10.0.0.10]:2022')} {KEY}", 2022),
        (f"# a comment\n\nnonsense\n10.0.0.10 ssh-dss AAAA\n  10.0.0.10\t{KEY}", 22),
    ],
)
def test_a_key_is_found(line: str, port: int):
    assert parse_known_hosts(line).key("10.0.0.10", port) == KEY


@pytest.mark.parametrize(
    "line",
    [
        f"10.0.0.1 {KEY}",
        f"[10.0.0.10]:2022 {KEY}",
        f"10.0.0.*,!10.0.0.10 {KEY}",
        f"{hashed('10.0.0.1')} {KEY}",
        f"|1|x|y {KEY}",
        f"|1|x {KEY}",
        f"@cert-authority * {KEY}",
        f"@revoked 10.0.0.10 {KEY}",
        f"@new 10.0.0.10 {KEY}",
        "10.0.0.10 ssh-ed25519 AAAA",
    ],
)
def test_a_line_about_another_host_or_of_another_kind_gives_no_key(line: str):
    assert parse_known_hosts(line).key("10.0.0.10", 22) is None


def test_the_line_of_a_port_comes_before_the_line_of_the_host():
    assert parse_known_hosts(f"10.0.0.10 {OTHER}\n[10.0.0.10]:2022 {KEY}").key("10.0.0.10", 2022) == KEY


def test_the_best_of_several_keys_is_taken():
    blob = b"\x00\x00\x00\x13ecdsa-sha2-nistp256" + bytes(80)
    ecdsa = f"ecdsa-sha2-nistp256 {base64.b64encode(blob).decode()}"
    assert parse_known_hosts(f"10.0.0.10 {ecdsa}\n10.0.0.10 {KEY}").key("10.0.0.10", 22) == KEY
    assert parse_known_hosts(f"10.0.0.10 {ecdsa}").key("10.0.0.10", 22) == ecdsa


def without_key() -> dict:
    return changed(small(), ("controlPlane", "hosts", 0, "hostKey"), None)


def test_a_host_takes_its_key_from_known_hosts():
    assert parse(without_key(), f"10.0.0.10 {KEY}").control_plane.hosts[0].ssh.host_key == KEY


def test_the_stack_files_own_key_comes_first():
    assert parse(small(), f"10.0.0.10 {KEY}").control_plane.hosts[0].ssh.host_key == host_key()


def test_a_host_without_a_key_is_told_how_to_get_it():
    (problem,) = problems_of(without_key())
    assert problem.path == "cluster.controlPlane.hosts[0].hostKey"
    assert 'hostKey: "ssh-ed25519 …"' in problem.expected
    assert "`ssh-keyscan -t ed25519 -p 22 10.0.0.10`" in problem.expected
    assert "comparing it on the host" in problem.expected


def test_hosts_without_keys_are_told_in_one_line_with_the_command_that_collects_them():
    """Fifty hosts are no reason for fifty lines of the same."""
    document = full()
    for pool in document["workerPools"]:
        for host in pool["hosts"]:
            del host["hostKey"]
    [problem] = problems_of(document)
    assert problem.path == "cluster.workerPools[0].hosts[0].hostKey"
    assert problem.expected.startswith("the public host key of w-1, and 3 other hosts want one too: `make host-keys STACK=…` collects them")
    [servers] = [without_keys(document, f"10.0.0.21 {KEY}")]
    assert [server.name for server in servers] == ["w-2", "w-10", "g-1"]


def test_a_host_that_only_an_authority_vouches_for_is_told_so():
    (problem,) = problems_of(without_key(), f"@cert-authority 10.0.0.* {KEY}")
    assert "certificate authority in known_hosts cannot be used yet" in problem.expected


def test_a_revoked_key_is_refused_wherever_it_stands():
    (problem,) = problems_of(small(), f"@revoked * {host_key()}")
    assert "@revoked" in problem.expected
    (problem,) = problems_of(without_key(), f"10.0.0.10 {KEY}\n@revoked * {KEY}")
    assert problem.path == "cluster.controlPlane.hosts[0].hostKey"


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_a_file_that_ssh_keygen_has_hashed_is_read(tmp_path: Path):
    file = tmp_path / "known_hosts"
    file.write_text(f"10.0.0.10 {KEY}\n[10.0.0.11]:2022 {OTHER}\n")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(file)], check=True, capture_output=True)
    assert "10.0.0" not in file.read_text()
    known = parse_known_hosts(file.read_text())
    assert (known.key("10.0.0.10", 22), known.key("10.0.0.11", 2022)) == (KEY, OTHER)
