"""The table of versions holds together."""

import re
from dataclasses import fields
from itertools import pairwise

import pytest

from components.addons.wanted import BUILDERS
from components.core.catalogue import CATALOGUE, FLANNEL, Facts
from components.core.spec.model import Addons
from components.core.spec.schema.addons import ADDONS
from components.core.versions import MINORS, kubernetes_apt_uri, minor_of


def test_minors_are_in_order_and_end_one_after_another():
    assert [int(minor.split(".")[1]) for minor in MINORS] == list(range(33, 38))
    assert all(earlier.end_of_life < later.end_of_life for earlier, later in pairwise(MINORS.values()))


def test_feature_gates_only_ever_leave():
    assert all(earlier.kubeadm_feature_gates >= later.kubeadm_feature_gates for earlier, later in pairwise(MINORS.values()))


@pytest.mark.parametrize("facts", CATALOGUE.values(), ids=CATALOGUE)
def test_every_release_of_an_addon_is_pinned_by_digest(facts: Facts):
    for version, digests in facts.releases.items():
        assert digests.keys() == facts.urls.keys()
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests.values())
        assert all(re.search(r"/v\d+\.\d+\.\d+/", facts.url(artefact, version)) for artefact in facts.urls), "a release, never a branch"


def test_every_addon_of_the_catalogue_can_be_asked_for_and_made():
    assert CATALOGUE.keys() == BUILDERS.keys()
    assert CATALOGUE.keys() <= {key.name for key in ADDONS.keys}
    assert {key.field for key in ADDONS.keys} == {each.name for each in fields(Addons)}


def test_addresses_are_the_official_ones():
    assert minor_of("1.36.3") == "1.36"
    assert kubernetes_apt_uri("1.36") == "https://pkgs.k8s.io/core:/stable:/v1.36/deb/"
    assert FLANNEL.url("manifest", "v0.28.4").startswith("https://raw.githubusercontent.com/flannel-io/flannel/v0.28.4/")
