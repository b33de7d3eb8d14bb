"""The official-download path, against the official layout on loopback."""

import pytest

from lab import programs
from lab.programs.download import DownloadFailed, published_digest
from lab.programs.families import FAMILIES, NEEDED
from lab.settings import Settings
from tests.lab.programs.official_sites import TOKEN_PATH, Loopback
from tests.lab.silent import Silent

KUBELET = "/release/v1.36.3/bin/linux/amd64/kubelet"
MANIFEST = "/flannel-io/flannel/v0.28.4/Documentation/kube-flannel.yml"
DIGEST = "a" * 64
NAMES_OF_NEEDED = {family.name for family in NEEDED}


@pytest.fixture(autouse=True)
def _download(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_PROGRAMS", "download")


def test_every_program_and_document_arrives(settings: Settings, official: Loopback):
    programs.ensure(settings, Silent(), official.sites)

    for family in FAMILIES:
        directory = programs.directory(settings, family.name)
        present = {path.name for path in (directory / "bin").iterdir()}
        assert present >= set(family.programs), family.name
        assert all((directory / "share" / name).is_file() for name in family.documents), family.name
    assert programs.program(settings, "kubernetes-1.36", "kubelet").read_text() == "kubelet v1.36.3"
    assert programs.program(settings, "flannel-cni", "flannel").read_text() == "flannel-amd64"
    assert programs.program(settings, "pulumi", "pulumi-language-python").stat().st_mode & 0o111
    assert not (programs.directory(settings, "cni") / "bin" / "LICENSE").exists()


def test_what_addons_need_arrives_only_where_it_is_asked_for(settings: Settings, official: Loopback):
    programs.ensure(settings, Silent(), official.sites)
    assert not any(programs.directory(settings, family.name).exists() for family in programs.ADDON_FAMILIES)

    programs.ensure(settings, Silent(), official.sites, programs.ADDON_FAMILIES)

    for family in programs.ADDON_FAMILIES:
        directory = programs.directory(settings, family.name)
        assert {path.name for path in (directory / "bin").iterdir()} == set(family.programs), family.name
        assert all((directory / "share" / name).is_file() for name in family.documents), family.name


def test_the_demo_does_without_the_older_minor_and_kube_vip(settings: Settings, official: Loopback):
    programs.ensure(settings, Silent(), official.sites, [family for family in programs.FAMILIES if family.name in NAMES_OF_NEEDED])

    assert not any(programs.has(settings, name) for name in ("kubernetes-1.35", "kube-vip"))
    assert programs.minors(settings) == ("1.36",)

    programs.ensure(settings, Silent(), official.sites)

    assert programs.minors(settings) == ("1.36", "1.35")


def test_a_second_call_asks_nobody(settings: Settings, official: Loopback):
    programs.ensure(settings, Silent(), official.sites)
    official.asked.clear()
    again = Silent()

    programs.ensure(settings, again, official.sites)

    assert official.asked == []
    assert again.descriptions == []


def test_a_file_with_another_checksum_is_refused(settings: Settings, official: Loopback):
    official.files[KUBELET] = b"kubelet v1.36.3, with a surprise"

    with pytest.raises(DownloadFailed, match=r"kubelet: SHA-256 is [0-9a-f]{64}, must be [0-9a-f]{64}"):
        programs.ensure(settings, Silent(), official.sites)

    assert not programs.directory(settings, "kubernetes-1.36").exists()


def test_a_manifest_that_is_not_the_pinned_one_is_refused(settings: Settings, official: Loopback):
    official.files[MANIFEST] += b"# one more line\n"

    with pytest.raises(DownloadFailed, match=r"kube-flannel.yml: SHA-256 is [0-9a-f]{64}, must be [0-9a-f]{64}"):
        programs.ensure(settings, Silent(), official.sites)


def test_the_next_call_goes_on_after_a_refusal(settings: Settings, official: Loopback):
    good = official.files.pop(KUBELET)
    with pytest.raises(DownloadFailed, match=r"kubelet: HTTP Error 404: .*; set LAB_PROGRAMS=build"):
        programs.ensure(settings, Silent(), official.sites)
    official.files[KUBELET] = good

    programs.ensure(settings, Silent(), official.sites)

    assert programs.program(settings, "kubernetes-1.36", "kubelet").exists()


def test_a_layer_with_another_digest_is_refused(settings: Settings, official: Loopback):
    blob = next(path for path in official.files if path.startswith("/v2/pause/blobs/"))
    official.files[blob] += b"x"

    with pytest.raises(DownloadFailed, match=r"/pause: digest is sha256:\w+, asked for sha256:\w+"):
        programs.ensure(settings, Silent(), official.sites)


def test_a_registry_that_wants_a_token_is_asked_for_one(settings: Settings, official: Loopback):
    programs.ensure(settings, Silent(), official.sites)

    assert programs.program(settings, "kube-vip", "kube-vip").read_text() == "kube-vip"
    assert official.asked.count(TOKEN_PATH) == 1


def test_a_registry_that_refuses_its_own_token_is_named(settings: Settings, official: Loopback):
    official.files[TOKEN_PATH] = b'{"token": "expired"}'

    with pytest.raises(DownloadFailed, match=r"/kube-vip/kube-vip: HTTP Error 401"):
        programs.ensure(settings, Silent(), official.sites)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DIGEST, DIGEST),
        (f"{DIGEST}\n", DIGEST),
        (f"{DIGEST}  tool.tgz\n", DIGEST),
        (f"{DIGEST} *tool.tgz\n", DIGEST),
        (f"{'b' * 64}  other.tgz\n{DIGEST}  release/tool.tgz\n", DIGEST),
        (f'{{"assets": [{{"name": "tool.tgz", "digest": "sha256:{DIGEST}"}}]}}', DIGEST),
        ('{"assets": [{"name": "tool.tgz", "digest": null}]}', None),
        (f"{DIGEST}  other.tgz\n", None),
        ("<html>not found</html>", None),
        ("", None),
    ],
)
def test_checksum_files(text: str, expected: str | None):
    assert published_digest(text, "tool.tgz") == expected
