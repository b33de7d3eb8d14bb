"""A report is read by people, in terminals and in logs: it shows what was found, and never a secret."""

import pytest

from components.core.config.problems import InvalidSpec, Problem, shown
from tests.core.config.documents import changed, full, problems_of

PRIVATE = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ("10.0.0.10", "'10.0.0.10'"),
        (1.36, "the number 1.36"),
        (True, "the boolean true"),
        (None, "nothing"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "an object with 1 key"),
        ("a" * 100, f"'{'a' * 60}'…"),
        ("a\nb\x1b[31m", "'a\\nb\\x1b[31m'"),
        (10**4000, "a very large number"),
    ],
)
def test_a_found_value_is_one_short_line(found: object, text: str):
    assert shown(found) == text


def test_a_report_of_one_problem():
    invalid = InvalidSpec([Problem("cluster.name", "A", "a DNS label")])
    assert str(invalid) == "the stack file has 1 problem:\n  - cluster.name: got 'A', want a DNS label"


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        pytest.param(("controlPlane", "hosts", 0, "hostKey"), PRIVATE, id="private key as host key"),
        pytest.param(("sources", "kubernetes", "key"), PRIVATE, id="private key as apt key"),
        pytest.param(("name",), PRIVATE, id="private key anywhere"),
        pytest.param(("ssh", "privateKey"), PRIVATE, id="private key under a key that does not exist"),
        pytest.param(("sources", "kubernetes", "uri"), "https://user:hunter2@example.com/", id="password in a URL"),
        pytest.param(("sources", "registryMirrors"), {"ghcr.io": "https://user:hunter2@example.com/"}, id="password of a mirror"),
        pytest.param(("endpoint",), "k3s4a1.0123456789abcde1", id="bootstrap token"),
        pytest.param(("controlPlane", "apiServer", "extraArgs", 0, "value"), "hunter2\n", id="value of an argument"),
        pytest.param(("kubeadm", "patches", "etcd.yaml"), "password: hunter2\0", id="patch"),
    ],
)
def test_a_secret_in_the_wrong_place_is_reported_and_not_repeated(path: tuple, secret: object):
    report = str(InvalidSpec(problems_of(changed(full(), path, secret))))
    assert report
    for word in ("c2VjcmV0", "hunter2", "k3s4a1"):
        assert word not in report


def test_the_repr_of_a_problem_holds_no_found_value():
    assert "hunter2" not in repr(Problem("cluster.x", "hunter2", "something else"))
