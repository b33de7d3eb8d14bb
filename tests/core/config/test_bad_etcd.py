"""An etcd that could not work, or not be agreed with, is refused in words."""

from collections.abc import Callable

import pytest

from tests.core.config.documents import certificate, changed, existing, external, full, hosts, problems_of

MISTAKES = [
    # shapes
    (external, ("clientPort",), 0, "clientPort", "from 1 to 65535"),
    (external, ("quotaBytes",), "8Gi", "quotaBytes", "whole number"),
    (external, ("quotaBytes",), 1024, "quotaBytes", "from 67108864"),
    (external, ("compactionRetention",), "8", "compactionRetention", '"8h"'),
    (external, ("compactionRetention",), 8, "compactionRetention", "in quotes"),
    (external, ("dataDir",), "/etc/etcd", "dataDir", "not part of the system"),
    (external, ("hosts",), [], "hosts", "one host at least"),
    (external, ("release", "version"), "v3.6.8", "release.version", "without the v"),
    (external, ("release", "version"), 3.6, "release.version", "in quotes"),
    (external, ("release", "version"), "3.5.9", "release.version", "3.5.24 or later, which kubeadm asks for"),
    (external, ("release", "sha256"), None, "release.sha256", "the archive of etcd 3.6.9 for amd64; it is known here for 3.6.8"),
    (existing, ("endpoints",), [], "endpoints", "one member at least"),
    (existing, ("endpoints", 0), "http://10.0.1.1:2379", "endpoints[0]", "https, a host and a port"),
    (existing, ("endpoints", 0), "https://10.0.1.1", "endpoints[0]", "https, a host and a port"),
    (existing, ("endpoints", 0), "https://10.0.1.1:2379/", "endpoints[0]", "https, a host and a port"),
    (existing, ("endpoints", 0), "https://10.0.1:2379", "endpoints[0]", "IP address"),
    (existing, ("endpoints", 0), "https://10.0.1.2:2379", "endpoints[1]", "every member once"),
    (existing, ("endpoints", 0), "https://10.244.1.2:2379", "endpoints[0]", "outside network.podCidr"),
    (existing, ("ca",), "hello", "ca", "whole certificates in PEM"),
    # Its name may not hold the certificate, which is another one in each process.
    pytest.param(existing, ("cert",), certificate()[:100], "cert", "whole certificates in PEM", id="half a certificate"),
    (existing, ("cert",), "-----BEGIN PRIVATE KEY-----", "cert", "does not stand in a stack file"),
    # what is missing
    (external, ("hosts",), None, "hosts", "1, 3 or 5 hosts that are nothing else"),
    (external, ("initHost",), None, "initHost", "one of etcd-1, etcd-2, etcd-3"),
    (external, ("initHost",), "cp-1", "initHost", "the name of a host of etcd: etcd-1, etcd-2, etcd-3"),
    (existing, ("endpoints",), None, "endpoints", "https://10.0.0.31:2379"),
    (existing, ("ca",), None, "ca", "or its file as caFile"),
    (existing, ("cert",), None, "cert", "or its file as certFile"),
    (existing, ("caFile",), "ca.crt", "caFile", "one of ca and caFile"),
    # keys that would be without effect
    (full, ("hosts",), hosts("etcd", 31, 3), "hosts", 'no such key, or etcd.topology: "external" where it is "stacked" now'),
    (full, ("clientPort",), 2379, "clientPort", '"external"'),
    (full, ("release",), {"version": "3.6.8"}, "release", '"external"'),
    (full, ("ca",), certificate(), "ca", 'etcd.topology: "existing"'),
    (external, ("endpoints",), ["https://10.0.1.1:2379"], "endpoints", '"existing"'),
    (existing, ("dataDir",), "/srv/etcd", "dataDir", '"stacked" or "external" where it is "existing" now'),
    (existing, ("extraArgs",), [{"name": "heartbeat-interval", "value": "200"}], "extraArgs", '"stacked" or "external"'),
    (existing, ("initHost",), "etcd-1", "initHost", '"external"'),
    # ports and arguments
    (external, ("peerPort",), 12379, "peerPort", "clientPort has this one"),
    (external, ("metricsPort",), 12380, "metricsPort", "peerPort has this one"),
    (external, ("extraArgs",), [{"name": "quota-backend-bytes", "value": "1"}], "extraArgs[0].name", "etcd.quotaBytes"),
    (external, ("extraArgs",), [{"name": "peer-cert-file", "value": "/x"}], "extraArgs[0].name", "this library"),
    (full, ("extraArgs",), [{"name": "data-dir", "value": "/x"}], "extraArgs[0].name", "etcd.dataDir"),
    (
        external,
        ("extraArgs",),
        [{"name": "log-level", "value": level} for level in ("info", "warn")],
        "extraArgs[1].name",
        "every argument once",
    ),
    # hosts
    (external, ("hosts", 0, "name"), "w-1", "hosts[0].name", "workerPools[0].hosts[0] has it"),
    (external, ("hosts", 0, "address"), "10.0.0.10", "hosts[0].address", "cp-1 has it"),
    (external, ("hosts", 0, "address"), "10.244.0.5", "hosts[0].address", "outside network.podCidr"),
    (external, ("hosts", 0, "hostKey"), None, "hosts[0].hostKey", "ssh-keyscan"),
    (external, ("hosts", 1, "dead"), True, "initHost", "a host that lives: etcd-1, etcd-3; this one is marked dead"),
    (external, ("hosts",), [{**host, "dead": True} for host in hosts("etcd", 31, 3)], "hosts", "one at least that lives"),
]


@pytest.mark.parametrize(("document", "path", "value", "where", "want"), MISTAKES)
def test_a_mistake_is_reported_at_its_path(document: Callable[[], dict], path: tuple, value: object, where: str, want: str):
    found = problems_of(changed(document(), ("etcd", *path), value))
    assert [problem for problem in found if problem.path == f"cluster.etcd.{where}" and want in problem.expected], found
    assert len(found) <= 2, found


@pytest.mark.parametrize(
    ("count", "dead", "right"),
    [(1, 0, True), (2, 0, False), (3, 0, True), (4, 0, False), (5, 0, True), (6, 0, False), (7, 0, False), (2, 1, True), (4, 1, True)],
)
def test_members_are_an_odd_number_but_for_those_that_died(count: int, dead: int, right: bool):
    members = hosts("etcd", 200, count)
    for host in members[count - dead :]:
        host["dead"] = True
    document = changed(changed(external(), ("etcd", "hosts"), members), ("etcd", "initHost"), "etcd-1")
    found = problems_of(document)
    assert [problem.path for problem in found] == ([] if right else ["cluster.etcd.hosts"])


@pytest.mark.parametrize("document", [external, existing], ids=lambda document: document.__name__)
def test_a_patch_of_an_etcd_that_kubeadm_does_not_make_is_refused(document: Callable[[], dict]):
    patches = {"etcd0+merge.yaml": "spec:\n  priority: 1\n"}
    [problem] = problems_of(changed(document(), ("kubeadm", "patches"), patches))
    assert problem.path == 'cluster.kubeadm.patches["etcd0+merge.yaml"]'
    assert problems_of(changed(full(), ("kubeadm", "patches"), patches)) == []


def test_ports_of_hosts_are_distinct_from_defaults_too():
    document = external()
    document["etcd"] = {"topology": "external", "hosts": hosts("etcd", 31, 1), "peerPort": 2379}
    [problem] = problems_of(document)
    assert (problem.path, problem.expected) == ("cluster.etcd.peerPort", "a port of its own: clientPort has this one")


@pytest.mark.parametrize("document", [external, existing], ids=lambda document: document.__name__)
def test_every_topology_parses(document: Callable[[], dict]):
    assert problems_of(document()) == []
