"""Arguments of a Python program are a stack file's object in another spelling, and their problems are told in that spelling."""

from collections.abc import Callable

import pytest

from components.core.config.from_python import for_program, from_python
from components.core.config.problems import Problem
from components.core.config.spelling import for_python, path_for_python
from tests.core.config.documents import bundled, existing, external, full, guarded, kube_vip, own_addons, small
from tests.core.config.programs import as_arguments

DOCUMENTS = [small, full, external, existing, guarded, bundled, kube_vip, lambda: {**small(), "addons": {"custom": own_addons()}}]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_arguments_are_the_object_of_a_stack_file(document: Callable[[], dict]):
    """A table that is not walked would leave its keys in snake_case, which no reader knows."""
    arguments = as_arguments(document())
    assert arguments != document()
    assert from_python(arguments) == (document(), [])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_stands_in_the_callers_hands_is_not_changed(document: Callable[[], dict]):
    arguments = as_arguments(document())
    from_python(arguments)
    assert arguments == as_arguments(document())


def told(arguments: dict) -> list[str]:
    return [str(problem) for problem in from_python(arguments)[1]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"kubernetesVersion": "1.36.3"},
            "cluster.kubernetesVersion: got a key that is not known here, want 'kubernetes_version', the nearest name",
        ),
        ({"controlPlane": {}}, "cluster.controlPlane: got a key that is not known here, want 'control_plane', the nearest name"),
        (
            {"control_plane": {"hosts": [{"hostkey": "x"}]}},
            "cluster.control_plane.hosts[0].hostkey: got a key that is not known here, want 'host_key', the nearest name",
        ),
        ({"no_proxy": []}, "cluster.no_proxy: got a key that is not known here, want 'sources.proxy.no_proxy', where it belongs"),
        (
            {"network": {"pod_subnet": "x"}},
            "cluster.network.pod_subnet: got a key that is not known here, want 'pod_cidr', as it is called here",
        ),
        (
            {"sources": {"registry_mirrors": {"docker.io": [{"overridePath": True}]}}},
            'cluster.sources.registry_mirrors["docker.io"][0].overridePath: got a key that is not known here, '
            "want 'override_path', the nearest name",
        ),
    ],
)
def test_a_key_that_is_not_known_is_answered_in_the_spelling_of_the_program(arguments: dict, said: str):
    assert told(arguments) == [said]


def test_values_of_a_wrong_type_are_left_to_the_reader():
    wrong = {"ssh": "root", "control_plane": [1], "worker_pools": {"a": 1}, "sources": {"registry_mirrors": 5}}
    assert from_python(wrong)[0] == {"ssh": "root", "controlPlane": [1], "workerPools": {"a": 1}, "sources": {"registryMirrors": 5}}


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        ("cluster.controlPlane.hosts[0].hostKey", "cluster.control_plane.hosts[0].host_key"),
        ("cluster.workerPools[1].labels.hostKey", "cluster.worker_pools[1].labels.hostKey"),
        ('cluster.workerPools[1].labels["a.b/podCidr"]', 'cluster.worker_pools[1].labels["a.b/podCidr"]'),
        ('cluster.sources.registryMirrors["ghcr.io"].caFile', 'cluster.sources.registry_mirrors["ghcr.io"].ca_file'),
        ('cluster.sources.registryMirrors["ghcr.io"][1].caFile', 'cluster.sources.registry_mirrors["ghcr.io"][1].ca_file'),
        ("cluster.kubelet.failSwapOn", "cluster.kubelet.failSwapOn"),
        ("cluster", "cluster"),
        ('secrets.registryPasswords["ghcr.io"]', 'secrets.registry_passwords["ghcr.io"]'),
    ],
)
def test_only_keys_of_tables_are_spelled_anew_in_a_path(path: str, spelled: str):
    assert path_for_python(path) == spelled


def test_a_sentence_names_keys_and_secrets_as_the_program_has_them():
    assert (
        for_python("`ssh.knownHosts`, or the secret `kubeadm:sshPrivateKey`")
        == "`ssh.known_hosts`, or the secret `secrets.ssh_private_key`"
    )
    assert for_python("`kubelet.failSwapOn: false` of kubeProxy's") == "`kubelet.failSwapOn: false` of kube_proxy's"


def test_what_was_found_is_told_as_it_stands():
    [problem] = for_program([Problem("cluster.etcd.topology", "podCidr", "a value of loadBalancer")])
    assert str(problem) == "cluster.etcd.topology: got 'podCidr', want a value of load_balancer"
