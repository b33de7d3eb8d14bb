"""Which types the stand-in serves and which inputs it takes."""

import pytest

from lab.plugins.kubernetes import PROVIDER
from lab.plugins.serving import Failure, InvalidInputs
from tests.lab.plugins.kubernetes.fake_cluster import call


@pytest.mark.parametrize(
    "token",
    [
        "kubernetes:core/v1:ConfigMap",
        "kubernetes:core/v1:NodePatch",
        "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        "kubernetes:parity.dev/v1alpha1:Widget",
        "kubernetes:parity.dev/v1:AllowList",
    ],
)
def test_objects_of_any_kind_are_served(token):
    assert PROVIDER.resource(token)


@pytest.mark.parametrize(
    "token", ["kubernetes:helm.sh/v3:Release", "kubernetes:yaml/v2:ConfigGroup", "kubernetes:yaml:ConfigFile", "kubernetes:core/v1:PodList"]
)
def test_what_is_outside_the_subset_is_refused_by_name(token):
    with pytest.raises(Failure, match=token):
        PROVIDER.resource(token)


def test_options_outside_the_subset_are_refused_by_name():
    with pytest.raises(InvalidInputs, match="renderYamlToDirectory"):
        PROVIDER.check_config(call(), {"renderYamlToDirectory": "out"})
