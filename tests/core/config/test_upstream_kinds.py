"""Fields of kubelets and kube-proxies are checked to their last level, as the programs of that minor decode them."""

import shutil

import pytest

from components.core.config.upstream_kinds import KUBE_PROXY, KUBELET, field_problems
from lab.kinds import TABLE, table
from tests.core.config.documents import changed, problems_of, small

PERCENT = {"evictionHard": {"memory.available": "5%"}, "featureGates": {"NodeSwap": True}}
RESERVED = {"reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi", "hugepages-2Mi": 4}}]}
GOOD = [
    {"maxPods": 110.0, "evictionHard": None, "syncFrequency": "1m30s", "imageGCHighThresholdPercent": 80},
    {"authentication": {"webhook": {"enabled": True, "cacheTTL": "2m0s"}, "x509": {}}, **PERCENT, **RESERVED},
    {"logging": {"flushFrequency": 5000000000, "options": {"json": {"infoBufferSize": "64Ki"}}, "vmodule": []}},
    {"registerWithTaints": [{"key": "a", "effect": "NoSchedule"}], "memoryThrottlingFactor": 0.9, "staticPodURLHeader": {"A": ["b"]}},
]


@pytest.mark.parametrize("fields", GOOD)
def test_what_a_kubelet_takes_is_no_problem(fields: dict):
    assert list(field_problems(KUBELET, fields, "kubelet", "1.36")) == []


@pytest.mark.parametrize(
    ("fields", "path", "want"),
    [
        ({"authentication": {"webhok": {}}}, "kubelet.authentication.webhok", "'webhook', the nearest name"),
        ({"authentication": {"webhook": {"enable": True}}}, "kubelet.authentication.webhook.enable", "'enabled', the nearest name"),
        ({"authentication": True}, "kubelet.authentication", "an object with anonymous, webhook, x509"),
        ({"shutdownGracePeriodByPodPriority": [{"priorty": 1}]}, "kubelet.shutdownGracePeriodByPodPriority[0].priorty", "'priority'"),
        ({"evictionHard": {"memory.available": 100}}, 'kubelet.evictionHard["memory.available"]', "a string: put it in quotes"),
        ({"evictionHard": ["memory.available<100Mi"]}, "kubelet.evictionHard", "an object"),
        ({"tlsCipherSuites": "TLS_AES_128_GCM_SHA256"}, "kubelet.tlsCipherSuites", "a list"),
        ({"syncFrequency": 60}, "kubelet.syncFrequency", 'a duration as a string such as "30s"'),
        ({"syncFrequency": "1 minute"}, "kubelet.syncFrequency", 'a duration as a string such as "30s"'),
        ({"featureGates": {"NodeSwap": "true"}}, "kubelet.featureGates.NodeSwap", "true or false, without quotes"),
        ({"maxPods": "110"}, "kubelet.maxPods", "a whole number, without quotes"),
        ({"podsPerCore": 1.5}, "kubelet.podsPerCore", "a whole number"),
        ({"memoryThrottlingFactor": True}, "kubelet.memoryThrottlingFactor", "a number"),
        ({"reservedMemory": [{"limits": {"memory": True}}]}, "kubelet.reservedMemory[0].limits.memory", "a quantity"),
        ({"defaultPodSysctls": {}}, "kubelet.defaultPodSysctls", "Kubernetes 1.37 or later, which brings it"),
    ],
)
def test_what_a_kubelet_would_not_start_with_is_told_at_its_path(fields: dict, path: str, want: str):
    [problem] = field_problems(KUBELET, fields, "kubelet", "1.36")
    assert problem.path == path
    assert want in problem.expected


def test_a_field_is_known_from_the_minor_on_that_brings_it():
    assert list(field_problems(KUBELET, {"defaultPodSysctls": {"net.ipv4.ip_forward": "1"}}, "kubelet", "1.37")) == []
    assert len(list(field_problems(KUBELET, {"memoryReservationPolicy": "None"}, "kubelet", "1.35"))) == 1


def test_the_stack_files_minor_decides():
    document = changed(small(), ("kubelet",), {"memoryReservationPolicy": "None"})
    assert problems_of(document) == []
    [problem] = problems_of(changed(document, ("kubernetesVersion",), "1.34.3"))
    assert str(problem) == (
        "cluster.kubelet.memoryReservationPolicy: got a key that is not known here, want Kubernetes 1.36 or later, which brings it"
    )


def test_kube_proxys_fields_are_checked_the_same_way():
    found = list(field_problems(KUBE_PROXY, {"conntrack": {"maxPerCor": 0}, "mode": "nftables"}, "kubeProxy", "1.36"))
    assert [(problem.path, problem.expected) for problem in found] == [("kubeProxy.conntrack.maxPerCor", "'maxPerCore', the nearest name")]


@pytest.mark.long
@pytest.mark.engine
@pytest.mark.skipif(not shutil.which("go"), reason="Go is not installed")
def test_the_table_is_made_from_the_go_types():
    """On a fresh machine it compiles the API types of all supported minors, whose modules are pinned."""
    assert TABLE.read_text() == table(), "run `python -m lab.kinds`"
