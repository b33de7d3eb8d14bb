"""The provider's inputs: switches, the kubeconfig, and what makes it another cluster."""

import pytest
import yaml

from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.options import Options, parsed_kubeconfig, provider_diff, refused
from lab.plugins.serving import UNKNOWN, Secret


def kubeconfig(server="https://10.0.0.1:6443", user="a"):
    return yaml.safe_dump(
        {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "k", "user": user}}],
            "clusters": [{"name": "k", "cluster": {"server": server}}],
            "users": [{"name": user, "user": {"token": "canary"}}],
        }
    )


def test_switches_are_booleans_or_texts():
    options = Options.of({"enableConfigMapMutable": "true", "enableSecretMutable": True, "enablePatchForce": "false"}, {})
    assert (options.enable_config_map_mutable, options.enable_secret_mutable, options.enable_patch_force) == (True, True, False)


def test_the_environment_speaks_where_the_inputs_do_not():
    environment = {"PULUMI_K8S_DELETE_UNREACHABLE": "true"}
    assert Options.of({}, environment).delete_unreachable
    assert not Options.of({"deleteUnreachable": "false"}, environment).delete_unreachable


def test_the_kubeconfig_does_not_show_in_the_options_text():
    assert "canary" not in repr(Options.of({"kubeconfig": Secret(kubeconfig())}, {}))


def test_the_kubeconfig_may_be_a_file(tmp_path):
    path = tmp_path / "config"
    path.write_text(kubeconfig())
    assert parsed_kubeconfig(str(path)) == parsed_kubeconfig(kubeconfig())


@pytest.mark.parametrize("text", ["/nowhere/kubeconfig", "a: [canary\nb", "- canary\n- b\n"])
def test_a_kubeconfig_that_cannot_be_read_says_so_without_quoting_it(text):
    with pytest.raises(Unreachable) as caught:
        parsed_kubeconfig(text)
    assert "canary" not in str(caught.value)


def test_what_the_stand_in_would_leave_out_is_refused():
    assert refused({"renderYamlToDirectory": "out", "enableServerSideApply": "false"}) == [
        "renderYamlToDirectory",
        "enableServerSideApply=false",
    ]
    assert refused({"kubeconfig": "x", "enableServerSideApply": "true"}) == []


def test_another_user_of_the_same_cluster_is_an_update():
    found = provider_diff({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(user="b")})
    assert found.changes
    assert not found.heads(replacing=True)


def test_another_server_is_another_cluster():
    found = provider_diff({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig("https://10.0.0.2:6443")})
    assert found.heads(replacing=True) == ["kubeconfig"]


def test_with_a_cluster_identifier_only_another_identifier_is_another_cluster():
    old = {"kubeconfig": kubeconfig(), "clusterIdentifier": "a"}
    moved = {"kubeconfig": kubeconfig("https://10.0.0.2:6443"), "clusterIdentifier": "a"}
    assert not provider_diff(old, moved).heads(replacing=True)
    assert not provider_diff(old, {**old, "kubeconfig": UNKNOWN}).heads(replacing=True)
    assert provider_diff(old, {**old, "clusterIdentifier": "b"}).heads(replacing=True) == ["clusterIdentifier"]


def test_a_kubeconfig_that_is_not_known_yet_may_be_another_cluster():
    assert provider_diff({"kubeconfig": kubeconfig()}, {"kubeconfig": UNKNOWN}).heads(replacing=True) == ["kubeconfig"]
