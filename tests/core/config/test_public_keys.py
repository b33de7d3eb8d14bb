"""Public keys are read far enough to know a whole one from a damaged one, and how long it holds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from components.core.config.problems import InvalidValue
from components.core.config.repository_keys import ageing_keys, dead_keys
from components.core.config.syntax.host_keys import host_key
from components.core.config.syntax.openpgp import armoured_key, signers
from tests.core.config.documents import KEYS, apt_key
from tests.core.config.documents import host_key as some_host_key
from tests.core.samples import SMALL

CERTIFIES = "B5FD0D3F89FDE6AB9E78A832BBEB3AAC4BACF95F"
"""Ends on 2027-01-10, and its only key that signs on 2026-12-15."""
REVOKED = "AA111EE45DCD5478012EF6AB02189526C94AD316"
EXPIRED = "A8EAB0AF97F751FA56E60973D41C086D93DC5ED2"
"""On 2024-12-31."""
OF_SHA_1 = "CF0658FB68305F88F3D2D57F0D98D1B4DF38D8E6"


def test_the_comment_of_a_host_key_is_left_out():
    assert host_key(f"{some_host_key()} root@cp-1") == some_host_key()


def test_line_ends_of_windows_are_read():
    assert armoured_key(apt_key().replace("\n", "\r\n")) == apt_key()


@pytest.mark.parametrize(
    "text",
    [
        apt_key().replace("PUBLIC KEY", "SIGNATURE"),
        apt_key().replace("mDM", "AAA"),
        apt_key()[:100] + "\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n",
        apt_key() + apt_key(),
        "",
        7,
    ],
)
def test_a_damaged_repository_key_is_refused(text: object):
    with pytest.raises(InvalidValue):
        armoured_key(text)


@pytest.mark.parametrize("file", sorted(KEYS.glob("*.asc")), ids=lambda file: file.stem[:8])
def test_keys_that_gpg_made_are_read_with_their_fingerprint(file: Path):
    assert [key.fingerprint for key in signers(armoured_key(file.read_text()))] == [file.stem]


def said(fingerprint: str, today: date) -> tuple[list[str], list[str]]:
    """What is refused, and what is warned of, where the packages of Kubernetes are signed with a key."""
    [(platform, repositories)] = SMALL.sources.repositories.items()
    signed = replace(repositories["kubernetes"], key=(KEYS / f"{fingerprint}.asc").read_text(), place="kubernetes")
    spec = replace(SMALL, sources=replace(SMALL.sources, repositories={platform: {"kubernetes": signed}}))
    return [*map(str, dead_keys(spec, today))], [*map(str, ageing_keys(spec, today))]


@pytest.mark.parametrize(
    ("fingerprint", "today", "refused", "warned"),
    [
        (CERTIFIES, date(2026, 10, 15), "", ""),
        (CERTIFIES, date(2026, 10, 16), "", "within 60 days: it expires on 2026-12-15"),
        (CERTIFIES, date(2026, 12, 15), "", "within 0 days"),
        (CERTIFIES, date(2026, 12, 16), "one that has not expired: this one did on 2026-12-15", ""),
        (EXPIRED, date(2024, 10, 1), "", ""),
        (EXPIRED, date(2026, 11, 30), "this one did on 2024-12-31", ""),
        (REVOKED, date(2026, 11, 30), "one that its owner has not revoked", ""),
        (OF_SHA_1, date(2026, 11, 30), "", "so old that it is made with SHA-1"),
    ],
)
def test_a_key_is_warned_of_before_it_ends_and_refused_after(fingerprint: str, today: date, refused: str, warned: str):
    """Hosts would refuse its packages in the middle of a run, or one morning, when a node is to be born anew."""
    errors, warnings = said(fingerprint, today)
    assert [len(errors), len(warnings)] == [bool(refused), bool(warned)]
    for [text], expected in ((errors or [""], refused), (warnings or [""], warned)):
        assert expected in text
        assert not text or text.startswith(f"cluster.sources.kubernetes.key: got '{fingerprint}', want ")


def test_a_key_that_never_ends_is_no_problem():
    assert said(next(KEYS.glob("8CD7*")).stem, date(2126, 1, 1)) == ([], [])
