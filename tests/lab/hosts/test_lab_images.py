"""Which system a host has: chosen when it is new, kept for its life."""

from pathlib import Path

import pytest

from lab.hosts import rootfs, sources
from lab.hosts.identity import Host
from lab.hosts.machine import Machine, OtherImage
from lab.hosts.rootfs import BOOKWORM, IMAGES, ROCKY, TRIXIE, UnknownImage
from lab.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    state = tmp_path / "state"
    state.mkdir()
    (state / "mirror.asc").write_text("KEY")
    return Settings(number=0, cache=tmp_path / "cache", state=state)


def test_every_image_is_kept_apart(settings: Settings):
    assert len({rootfs.path(settings, image) for image in IMAGES.values()}) == len(IMAGES)
    assert rootfs.command(Path("/x"), TRIXIE)[-2:] == ["trixie", "/x"]
    with pytest.raises(UnknownImage, match="bookworm, trixie, rocky"):
        rootfs.named("sarge")


def test_a_host_keeps_the_image_that_its_disk_was_made_over(settings: Settings):
    machine = Machine(settings, Host(1, "10.90.0.11"))
    assert machine.image == BOOKWORM
    machine.have(ROCKY)
    assert machine.image == ROCKY
    machine.disk.content.mkdir()
    machine.disk.base.symlink_to("/rootfs")
    machine.have(ROCKY)
    with pytest.raises(OtherImage, match="host-1 is a rocky already"):
        machine.have(TRIXIE)


def test_a_host_gets_packages_of_its_own_system(settings: Settings):
    debian, rocky = sources.files(settings, TRIXIE), sources.files(settings, ROCKY)
    assert "http://10.90.0.1:8082/apt/trixie/" in debian["/etc/apt/sources.list.d/debian.sources"][1]
    assert "http://10.90.0.1:8082/rpm/system/" in rocky["/etc/yum.repos.d/lab.repo"][1]
    assert not [path for path in rocky if "apt" in path]
