"""The table of versions holds together."""

import re
from dataclasses import fields
from inspect import signature
from itertools import pairwise

import pytest

from components.addons.wanted import BUILDERS
from components.core.config.addons import CATALOGUE, OFFERED
from components.core.config.addons.flannel import FACTS as FLANNEL
from components.core.config.addons.parts import Offered
from components.core.config.model.addons import Facts, KnownAddon
from components.core.config.tables import Object
from components.core.versions import MINORS, TESTED, kubernetes_apt_uri, minor_of
from lab.programs.families import KUBERNETES_VERSIONS


def test_minors_are_in_order_and_end_one_after_another():
    assert [int(minor.split(".")[1]) for minor in MINORS] == list(range(33, 38))
    assert all(earlier.end_of_life < later.end_of_life for earlier, later in pairwise(MINORS.values()))


def test_the_newest_version_that_is_tested_is_the_labs():
    assert KUBERNETES_VERSIONS[minor_of(TESTED)] == f"v{TESTED}"
    assert minor_of(TESTED) == max(KUBERNETES_VERSIONS, key=lambda minor: int(minor.split(".")[1]))


def test_feature_gates_only_ever_leave():
    assert all(earlier.kubeadm_feature_gates >= later.kubeadm_feature_gates for earlier, later in pairwise(MINORS.values()))


@pytest.mark.parametrize("facts", CATALOGUE.values(), ids=CATALOGUE)
def test_every_release_of_an_addon_is_pinned_by_digest(facts: Facts):
    for version, digests in facts.releases.items():
        assert digests.keys() == facts.urls.keys()
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests.values())
        assert all(re.search(r"/v\d+\.\d+\.\d+/", facts.url(artefact, version)) for artefact in facts.urls), "a release, never a branch"


@pytest.mark.parametrize("addon", OFFERED, ids=lambda addon: addon.key.name)
def test_every_addon_is_read_into_settings_that_know_their_facts_and_can_be_made(addon: Offered):
    table = addon.key.reader
    assert isinstance(table, Object)
    settings = table.build
    assert issubclass(settings, KnownAddon)
    assert settings.facts is addon.facts
    assert {key.field for key in table.keys} <= {each.name for each in fields(settings)}
    assert [*signature(BUILDERS[addon.key.name]).parameters] == ["wanted", "cluster", "materials"]


def test_addresses_are_the_official_ones():
    assert minor_of("1.36.3") == "1.36"
    assert kubernetes_apt_uri("1.36") == "https://pkgs.k8s.io/core:/stable:/v1.36/deb/"
    assert FLANNEL.url("manifest", "v0.28.4").startswith("https://raw.githubusercontent.com/flannel-io/flannel/v0.28.4/")
