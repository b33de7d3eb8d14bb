"""From a stack's configuration to a cluster, or to one report of all that is wrong."""

import json
import logging
from pathlib import Path
from typing import Any

import pulumi
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import PrivateFormat

from components import config
from components.core.spec.model import ClusterSpec
from components.core.spec.parse import parse
from tests.components.graph import Secret, build
from tests.core.spec.documents import certificate_key, full, given, guarded, host_key, small


def load(
    document: Any, secret: str | None = None, etcd_key: str | None = None, passwords: Any = None, proxy: str | None = None
) -> tuple[ClusterSpec, Any]:
    """The cluster of a stack file, and the private key (for etcd, where that is given) as the engine has it (None: there is none)."""
    specs: list[ClusterSpec] = []

    def program() -> None:
        given = {
            "kubeadm:sshPrivateKey": secret,
            "kubeadm:etcdClientKey": etcd_key,
            "kubeadm:registryPasswords": passwords and json.dumps(passwords),
            "kubeadm:proxyPassword": proxy,
        }
        secrets = {name: text for name, text in given.items() if text}
        pulumi.runtime.set_all_config({"kubeadm:cluster": json.dumps(document), **secrets}, list(secrets))
        spec, loaded = config.load(pulumi.Config("kubeadm"))
        specs.append(spec)
        if key := loaded.etcd_client_key or loaded.ssh_private_key:
            pulumi.Stash("key", input=key)

    graph = build(program)
    return specs[0], graph["key"].inputs["input"] if graph.names() else None


def report(document: Any, etcd_key: str | None = None, passwords: Any = None, proxy: str | None = None) -> str:
    with pytest.raises(pulumi.RunError) as raised:
        load(document, etcd_key=etcd_key, passwords=passwords, proxy=proxy)
    return str(raised.value)


def private_key(path: Path, passphrase: bytes | None = None) -> str:
    encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, encryption)
    path.write_bytes(pem)
    return pem.decode()


def test_a_small_stack_file_is_a_cluster_and_leaves_keys_to_the_agent():
    spec, key = load(small())
    assert spec.name == "demo"
    assert key is None


def test_every_problem_is_in_one_report(tmp_path: Path):
    wrong = {**small(), "name": "Demo", "protect": "true", "ssh": {"knownHosts": str(tmp_path / "none")}}
    text = report(wrong)
    assert text.startswith("the stack file has 3 problems:")
    assert "cluster.name: got 'Demo'" in text
    assert f"cluster.ssh.knownHosts: got '{tmp_path}/none'"[:50] in text
    assert "No such file or directory" in text


@pytest.mark.parametrize("document", [None, "demo", ["demo"]])
def test_a_stack_without_a_cluster_is_told_where_every_key_is_explained(document: Any):
    assert "kubeadm:cluster: got" in report(document)
    assert "stacks/README.md" in report(document)


def test_a_key_file_of_a_repository_is_read(tmp_path: Path):
    document = small()
    key = document["sources"]["kubernetes"].pop("key")
    (tmp_path / "kubernetes.asc").write_text(key)
    document["sources"]["kubernetes"]["keyFile"] = str(tmp_path / "kubernetes.asc")
    assert load(document)[0].sources.repositories["debian-12"]["kubernetes"].key == key


def test_a_key_file_that_is_missing_is_one_problem(tmp_path: Path):
    document = small()
    del document["sources"]["kubernetes"]["key"]
    document["sources"]["kubernetes"]["keyFile"] = str(tmp_path / "none.asc")
    assert report(document).count("keyFile") == 1


def test_host_keys_come_from_a_known_hosts_file(tmp_path: Path):
    document = small()
    del document["controlPlane"]["hosts"][0]["hostKey"]
    (tmp_path / "known_hosts").write_text(f"10.0.0.10 {host_key(3)}\n")
    document["ssh"] = {"knownHosts": str(tmp_path / "known_hosts")}
    assert load(document)[0].control_plane.hosts[0].ssh.host_key == host_key(3)


def test_a_private_key_file_is_read_and_secret(tmp_path: Path):
    pem = private_key(tmp_path / "id")
    assert load({**small(), "ssh": {"privateKeyFile": str(tmp_path / "id")}})[1] == Secret(pem)


def test_a_private_key_of_the_stack_is_secret():
    assert load(small(), secret="the stack's key")[1] == Secret("the stack's key")


def test_a_private_key_with_a_passphrase_is_refused_without_showing_it(tmp_path: Path):
    pem = private_key(tmp_path / "id", b"secret")
    text = report({**small(), "ssh": {"privateKeyFile": str(tmp_path / "id")}})
    assert "cluster.ssh.privateKeyFile: got a value that is not shown here" in text
    assert "SSH agent" in text
    assert pem.splitlines()[1] not in text


def pem(key: PrivateKeyTypes, form: PrivateFormat = PrivateFormat.PKCS8, passphrase: bytes | None = None) -> str:
    encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, encryption).decode()


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_the_client_key_of_a_given_etcd_is_a_secret_of_the_stack(form: PrivateFormat):
    key = pem(certificate_key(), form)
    assert load(given(), etcd_key=key)[1] == Secret(key)
    assert load(small(), etcd_key=key)[1] is None


def test_a_given_etcd_without_its_key_says_how_to_store_it():
    text = report({**given(), "name": "Demo"})
    assert text.startswith("the stack file has 2 problems:")
    assert "kubeadm:etcdClientKey: got nothing" in text
    assert "`pulumi config set --secret kubeadm:etcdClientKey < etcd-client.key`" in text


@pytest.mark.parametrize(
    ("key", "want"),
    [
        ("hunter2", "a private key in PEM"),
        (pem(certificate_key(), passphrase=b"hunter2"), "without a passphrase"),
        (pem(certificate_key(), PrivateFormat.OpenSSH), "as openssl writes it"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "the private key of etcd.cert, which is another one's"),
    ],
)
def test_a_client_key_that_would_open_nothing_is_refused_and_not_shown(key: str, want: str):
    text = report(given(), etcd_key=key)
    assert "kubeadm:etcdClientKey: got a value that is not shown here" in text
    assert want in text
    assert key.splitlines()[-2:][0] not in text


def test_certificates_of_a_given_etcd_are_read_from_files(tmp_path: Path):
    document = given()
    for key in ("ca", "cert"):
        (tmp_path / key).write_text(document["etcd"].pop(key))
        document["etcd"][f"{key}File"] = str(tmp_path / key)
    assert load(document, etcd_key=pem(certificate_key()))[0].etcd == parse(given()).etcd
    document["etcd"]["certFile"] = str(tmp_path / "none.crt")
    text = report(document, etcd_key=pem(certificate_key()))
    assert text.startswith("the stack file has 1 problem:\n  - cluster.etcd.certFile: got ")


def test_the_password_of_a_mirror_is_a_secret_of_the_stack():
    spec, _ = load(guarded(), passwords={"ghcr.io": "hunter2"}, proxy="hunter3")
    assert spec.sources.registry_mirrors["ghcr.io"].user == "robot$ci"


@pytest.mark.parametrize(
    ("document", "passwords", "said"),
    [
        (guarded(), None, '["ghcr.io"]: got nothing, want the password of robot$ci: `pulumi config set --secret --path \'kubeadm:'),
        (guarded(), {"ghcr.io": ""}, '["ghcr.io"]: got a value that is not shown here, want the password of robot$ci'),
        (guarded(), {"ghcr.io": "hunter2", "quay.io": "hunter2"}, '["quay.io"]: got a value that is not shown here, want a registry of'),
        (guarded(), ["hunter2"], ": got a value that is not shown here, want a mapping"),
        (guarded(), "hunter2", ": got a value that is not shown here, want a mapping"),
        (small(), {"ghcr.io": "hunter2"}, '["ghcr.io"]: got a value that is not shown here, want a registry of'),
    ],
)
def test_passwords_that_are_missing_or_left_over_are_told_and_not_shown(document: Any, passwords: Any, said: str):
    text = report(document, passwords=passwords, proxy=None if document == small() else "hunter3")
    assert text.startswith(f"the stack file has 1 problem:\n  - kubeadm:registryPasswords{said}")
    assert "hunter2" not in text


def test_the_password_of_a_proxy_is_there_where_it_has_a_user_and_only_there():
    mirrors = {"ghcr.io": "hunter2"}
    assert "kubeadm:proxyPassword: got nothing, want the password of ci: `pulumi config set" in report(guarded(), passwords=mirrors)
    left_over = report(small(), proxy="hunter3")
    assert left_over.endswith(
        "kubeadm:proxyPassword: got a value that is not shown here, want a user in sources.proxy whose password it is"
    )


def test_the_ca_of_a_mirror_is_read_from_its_file(tmp_path: Path):
    document = full()
    mirror = document["sources"]["registryMirrors"]["ghcr.io"]
    (tmp_path / "ca.crt").write_text(mirror.pop("ca"))
    mirror["caFile"] = str(tmp_path / "ca.crt")
    assert load(document)[0] == parse(full())
    mirror["caFile"] = str(tmp_path / "none")
    assert report(document).startswith('the stack file has 1 problem:\n  - cluster.sources.registryMirrors["ghcr.io"].caFile: got ')


def test_a_router_id_of_another_stack_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stacks = tmp_path / "stacks"
    stacks.mkdir()
    (tmp_path / "Pulumi.yaml").write_text("name: kubeadm\nstackConfigDir: stacks\n")
    neighbour = full()
    neighbour["loadBalancer"]["vip"] = "10.0.0.200/24"
    for name in ("test", "other"):
        (stacks / f"Pulumi.{name}.yaml").write_text(json.dumps({"config": {"kubeadm:cluster": neighbour}}))
    (stacks / "Pulumi.broken.yaml").write_text("a: [")
    (stacks / "Pulumi.empty.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    text = report(full())
    assert text.startswith("the stack file has 1 problem:\n  - cluster.loadBalancer.routerId: got the number 61")
    assert "Pulumi.other.yaml" in text
    (stacks / "Pulumi.other.yaml").unlink()
    assert load(full())[0].name == "demo"


def test_warnings_are_shown_and_do_not_stop(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        load({**full(), "addons": {}})
    assert "cluster.addons" in caplog.text
