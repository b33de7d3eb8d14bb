"""Public keys are read far enough to know a whole one from a damaged one."""

from pathlib import Path

import pytest

from components.core.spec.readers import Unfit
from components.core.spec.syntax.host_keys import host_key
from components.core.spec.syntax.openpgp import armoured_key, crc24, fingerprint
from tests.core.spec.documents import apt_key
from tests.core.spec.documents import host_key as some_host_key

KEYS = Path(__file__).parent / "keys"
"""Public keys of RSA and Ed25519, each named by the fingerprint that gpg gives it."""


def test_the_comment_of_a_host_key_is_left_out():
    assert host_key(f"{some_host_key()} root@cp-1") == some_host_key()


def test_line_ends_of_windows_are_read():
    assert armoured_key(apt_key().replace("\n", "\r\n")) == apt_key()


@pytest.mark.parametrize(
    "text",
    [
        apt_key().replace("PUBLIC KEY", "SIGNATURE"),
        apt_key().replace("-----END", "=AAAA\n-----END"),
        apt_key().replace("mDU", "AAA"),
        apt_key()[:60] + "\n-----END PGP PUBLIC KEY BLOCK-----\n",
        apt_key() + apt_key(),
        "",
        7,
    ],
)
def test_a_damaged_repository_key_is_refused(text: object):
    with pytest.raises(Unfit):
        armoured_key(text)


def test_the_checksum_of_armour_is_that_of_the_specification():
    assert crc24(b"") == bytes.fromhex("b704ce")
    assert crc24(b"123456789") == bytes.fromhex("21cf02")


@pytest.mark.parametrize("file", sorted(KEYS.glob("*.asc")), ids=lambda file: file.stem[:8])
def test_keys_that_gpg_made_are_read_with_their_fingerprint(file: Path):
    assert fingerprint(armoured_key(file.read_text())) == file.stem
