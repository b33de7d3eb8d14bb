"""What the lab serves for addons: which images, and how a wrong name is refused."""

from pathlib import Path

import pytest

from lab import programs
from lab.mirror import addons
from lab.mirror.images.addons import catalogue
from lab.programs.addons import ADDON_FAMILIES
from lab.settings import Settings
from tests.lab.silent import Silent

ALL = [family.name for family in ADDON_FAMILIES]
WANTED = {
    "library/busybox:1.37.0",
    "library/traefik:v3.6.12",
    "metallb/controller:v0.15.3",
    "metallb/speaker:v0.15.3",
    "metrics-server/metrics-server:v0.8.0",
    "metrics-server/metrics-server:v0.9.0",
    "postfinance/kubelet-csr-approver:v1.2.14",
    "rancher/local-path-provisioner:v0.0.30",
    "rook/ceph:v1.17.2",
}


def test_every_image_that_addons_name_is_there(settings: Settings, distribution: Path):
    found = catalogue(settings, distribution, ALL)
    assert {name for image in found.images for name in image.names} == WANTED
    assert {layer for image in found.images for layer in image.layers} == set(found.layers)


def test_only_what_was_asked_for_is_made(settings: Settings, distribution: Path):
    found = catalogue(settings, distribution, ["metallb"])
    assert {name for image in found.images for name in image.names} == {"metallb/controller:v0.15.3", "metallb/speaker:v0.15.3"}
    assert found.layers["speaker:v0.15.3"] == {"/speaker": programs.program(settings, "metallb", "speaker")}


def test_a_wrong_name_is_refused_with_the_right_ones(settings: Settings):
    with pytest.raises(addons.UnknownAddon, match=r"no programs of metalb in the lab: there are those of .*metallb"):
        addons.serve(settings, ["metallb", "metalb"], Silent())
