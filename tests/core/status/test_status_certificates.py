"""When a status tells of a certificate, and what to do about it."""

from datetime import timedelta

import pytest

from components.core.config.model import ClusterSpec
from components.core.config.parse import parse
from components.core.status import Level
from tests.core.config.documents import existing
from tests.core.status.fleets import (
    EXTERNAL,
    HA,
    NOW,
    PKI,
    certificate,
    found,
    judged,
    spoilt,
    well,
)


@pytest.mark.parametrize(
    ("path", "life", "age", "level"),
    [
        pytest.param(f"{PKI}/apiserver.crt", 365, 274, None, id="91 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 276, "warning", id="89 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 352, "critical", id="13 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 366, "critical", id="expired"),
        pytest.param(f"{PKI}/apiserver.crt", 90, 30.1, None, id="a short life, of which two thirds are left"),
        pytest.param(f"{PKI}/apiserver.crt", 90, 61, "warning", id="a short life, of which a third is left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, -1, "critical", id="not valid yet"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 320, None, id="a kubelet renews it before a tenth is left"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 330, "warning", id="a kubelet has not renewed it"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 355, "critical", id="a kubelet has almost lost it"),
        pytest.param("/var/lib/kubelet/pki/kubelet.crt", 365, 364, None, id="nobody verifies it"),
        pytest.param("/var/lib/kubelet/pki/kubelet.crt", 365, 366, "warning", id="nobody verifies it, and it has expired"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3280, None, id="a CA of more than a year"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3290, "warning", id="a CA of less than a year"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3570, "critical", id="a CA of less than 90 days"),
    ],
)
def test_when_somebody_hears_of_a_certificate(path: str, life: float, age: float, level: str | None):
    one = certificate(path, life, begins=NOW - timedelta(days=age))
    answers = spoilt(well(HA), "w-2", certificates=(one,))
    told = [one for one in found(HA, answers) if one[1] == "certificate"]
    assert told == ([(level, "certificate", "w-2")] if level else [])


def test_flags_move_the_thresholds_of_all_but_kubelets():
    """Which renew their own at a time of their own: a warning before that would be a false one."""
    told = {words.partition(" ends ")[0] for one in judged(HA, well(HA), warn_days=5000).concerns if (words := one.found)}
    assert f"{PKI}/apiserver.crt" in told
    assert not any("kubelet/pki" in path or path.endswith("ca.crt") for path in told)
    assert judged(HA, well(HA), warn_days=5000, critical_days=4000).level is Level.CRITICAL
    assert {one.found.partition(" ")[0] for one in judged(HA, well(HA), ca_warn_days=5000).concerns} == {
        f"{PKI}/ca.crt", f"{PKI}/front-proxy-ca.crt", f"{PKI}/etcd/ca.crt",
    }  # fmt: skip


def test_each_certificate_comes_with_who_renews_it():
    """The same file of two topologies is renewed by different hands."""

    def remedy(spec: ClusterSpec, name: str) -> str:
        host = next(name for name, one in well(spec).items() if one.report and one.report.api_version)
        answers = spoilt(well(spec), host, certificates=(certificate(name, 31),))
        return next(one.remedy for one in judged(spec, answers).concerns if one.check == "certificate")

    assert "as an upgrade does" in remedy(HA, f"{PKI}/apiserver-etcd-client.crt")
    assert "run `up`, which renews it" in remedy(EXTERNAL, f"{PKI}/apiserver-etcd-client.crt")
    assert "your own" in remedy(parse(existing()), f"{PKI}/apiserver-etcd-client.crt")
    assert "plan its successor" in remedy(HA, f"{PKI}/etcd/ca.crt")
