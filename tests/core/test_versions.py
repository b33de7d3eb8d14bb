"""The table of versions holds together."""

import re
from itertools import pairwise

from components.core.versions import DEFAULT_FLANNEL, FLANNEL_SHA256, MINORS, flannel_manifest_url, kubernetes_apt_uri, minor_of


def test_minors_are_in_order_and_end_one_after_another():
    assert [int(minor.split(".")[1]) for minor in MINORS] == list(range(33, 38))
    assert all(earlier.end_of_life < later.end_of_life for earlier, later in pairwise(MINORS.values()))


def test_feature_gates_only_ever_leave():
    assert all(earlier.kubeadm_feature_gates >= later.kubeadm_feature_gates for earlier, later in pairwise(MINORS.values()))


def test_flannel_is_pinned_by_digest():
    assert DEFAULT_FLANNEL in FLANNEL_SHA256
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in FLANNEL_SHA256.values())


def test_addresses_are_the_official_ones():
    assert minor_of("1.36.3") == "1.36"
    assert kubernetes_apt_uri("1.36") == "https://pkgs.k8s.io/core:/stable:/v1.36/deb/"
    assert flannel_manifest_url("v0.28.4").startswith("https://raw.githubusercontent.com/flannel-io/flannel/v0.28.4/")
