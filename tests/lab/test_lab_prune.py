"""`lab prune`: what goes from the cache, what stays, and when it refuses."""

import fcntl
import shutil
from pathlib import Path

import pytest

from lab import lifecycle, programs
from lab.cache import make_once
from lab.engine.home import Home
from lab.hosts import rootfs, sysctl
from lab.mirror import debian, registry, signing, tree
from lab.programs.addons import ADDON_FAMILIES
from lab.programs.families import FAMILIES
from lab.prune import stale
from lab.settings import Settings

OLD = (
    "engine/0123456789abcdef",
    "mirror/addons-0123456789abcdef",
    "mirror/debian-0123456789abcdef",
    "mirror/registry-0123456789abcdef",
    "programs/.coredns-0123456789abcdef.unfinished",
    "programs/kubernetes-1.35-0123456789abcdef",
    "rootfs/bookworm-0123456789abcdef",
)
NOT_OURS = ("programs/my-tools", "photos/holiday-0123456789abcdef")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A cache with everything that this checkout asks for, things of the past and things of others; no lab is there."""
    made = Settings(number=9, cache=tmp_path / "cache", state=tmp_path / "state" / "9")
    give_parts(made)
    for path in current(made):
        path.mkdir(parents=True, exist_ok=True)
    for name in (*OLD, *NOT_OURS):
        (made.cache / name).mkdir(parents=True, exist_ok=True)
        (made.cache / name / "file").touch()
    monkeypatch.setattr(lifecycle, "_LOCKS", tmp_path / "locks")
    monkeypatch.setattr(sysctl, "labs", lambda: [])
    return made


def give_parts(settings: Settings) -> None:
    """What the mirror's tree and registry are named for."""
    for family in (*FAMILIES, *ADDON_FAMILIES):
        (programs.directory(settings, family.name) / "bin").mkdir(parents=True)
    signing.path(settings).mkdir(parents=True)
    (signing.path(settings) / signing.PUBLIC_KEY).write_text("key")
    busybox = debian.path(settings) / "bin/busybox"
    busybox.parent.mkdir(parents=True)
    busybox.write_text("#!/bin/sh\necho cp\n")
    busybox.chmod(0o755)


def current(settings: Settings) -> list[Path]:
    families = [programs.directory(settings, family.name) for family in (*FAMILIES, *ADDON_FAMILIES)]
    parts = [signing.path(settings), debian.path(settings), tree.path(settings), registry.path(settings)]
    return [*families, *parts, rootfs.path(settings), Home.of(settings).path]


def left(settings: Settings) -> set[str]:
    return {str(path.relative_to(settings.cache)) for path in settings.cache.glob("*/*") if path.is_dir()}


def test_only_what_no_pin_names_goes(settings: Settings):
    removed = lifecycle.prune(settings)

    assert {str(path.relative_to(settings.cache)) for path in removed} == set(OLD)
    assert left(settings) == {*NOT_OURS, *(str(path.relative_to(settings.cache)) for path in current(settings))}
    assert lifecycle.prune(settings) == []


def test_a_lab_that_is_up_keeps_the_cache(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sysctl, "labs", lambda: ["lab4"])

    with pytest.raises(lifecycle.InUse, match="in use by lab4; take down every lab first"):
        lifecycle.prune(settings)

    assert set(OLD) <= left(settings)


def test_the_disks_of_a_lab_keep_the_cache(settings: Settings):
    (settings.state.with_name("3") / "hosts" / "host-1").mkdir(parents=True)

    with pytest.raises(lifecycle.InUse, match="in use by lab3;"):
        lifecycle.prune(settings)


def test_what_is_just_being_made_stays(settings: Settings):
    with (settings.cache / "programs" / ".coredns-0123456789abcdef.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lifecycle.prune(settings)

    assert left(settings) & set(OLD) == {"programs/.coredns-0123456789abcdef.unfinished"}


def test_a_removed_entry_can_be_made_again(settings: Settings):
    lifecycle.prune(settings)
    again = settings.cache / "rootfs/bookworm-0123456789abcdef"

    make_once(again, lambda directory: (directory / "new").touch())

    assert [path.name for path in again.iterdir()] == ["new"]


def test_a_mirror_of_other_programs_is_of_the_past(settings: Settings):
    shutil.rmtree(programs.directory(settings, "etcd"))

    assert {tree.path(settings), registry.path(settings)} <= set(stale(settings))


def test_an_empty_cache_has_nothing_to_remove(tmp_path: Path):
    assert stale(Settings(number=9, cache=tmp_path, state=tmp_path)) == []
