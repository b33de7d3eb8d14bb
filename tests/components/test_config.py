"""From a stack's configuration to a cluster, or to one report of all that is wrong."""

import json
import logging
from base64 import b64decode
from pathlib import Path
from typing import Any

import pulumi
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import PrivateFormat

from components import config
from components.core.config.model import ClusterSpec
from components.core.config.parse import parse
from components.core.render.credentials import of_mirror
from components.core.steps import Passwords, credential_files
from tests.components.graph import Secret, build
from tests.core.config.documents import KEYS, apt_key, certificate, certificate_key, existing, full, guarded, host_key, small


def load(
    document: Any,
    secret: str | None = None,
    etcd_key: str | None = None,
    passwords: Any = None,
    proxy: str | None = None,
    repositories: Any = None,
) -> tuple[ClusterSpec, Any]:
    """The cluster of a stack file, and the private key (for etcd, where that exists already) as the engine has it (None: there is none)."""
    specs: list[ClusterSpec] = []

    def program() -> None:
        held = {
            "kubeadm:sshPrivateKey": secret,
            "kubeadm:etcdClientKey": etcd_key,
            "kubeadm:registryPasswords": passwords and json.dumps(passwords),
            "kubeadm:repositoryPasswords": repositories and json.dumps(repositories),
            "kubeadm:proxyPassword": proxy,
        }
        secrets = {name: text for name, text in held.items() if text}
        pulumi.runtime.set_all_config({"kubeadm:cluster": json.dumps(document), **secrets}, list(secrets))
        spec, loaded = config.load(pulumi.Config("kubeadm"))
        specs.append(spec)
        if key := loaded.etcd_client_key or loaded.ssh_private_key:
            pulumi.Stash("key", input=key)

    graph = build(program)
    return specs[0], graph["key"].inputs["input"] if graph.names() else None


def report(document: Any, etcd_key: str | None = None, passwords: Any = None, proxy: str | None = None, repositories: Any = None) -> str:
    with pytest.raises(pulumi.RunError) as raised:
        load(document, etcd_key=etcd_key, passwords=passwords, proxy=proxy, repositories=repositories)
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
    assert load(existing(), etcd_key=key)[1] == Secret(key)
    assert load(small(), etcd_key=key)[1] is None


def test_a_given_etcd_without_its_key_says_how_to_store_it():
    text = report({**existing(), "name": "Demo"})
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
    text = report(existing(), etcd_key=key)
    assert "kubeadm:etcdClientKey: got a value that is not shown here" in text
    assert want in text
    assert key.splitlines()[-2:][0] not in text


def test_certificates_of_a_given_etcd_are_read_from_files(tmp_path: Path):
    document = existing()
    for key in ("ca", "cert"):
        (tmp_path / key).write_text(document["etcd"].pop(key))
        document["etcd"][f"{key}File"] = str(tmp_path / key)
    assert load(document, etcd_key=pem(certificate_key()))[0].etcd == parse(existing()).etcd
    document["etcd"]["certFile"] = str(tmp_path / "none.crt")
    text = report(document, etcd_key=pem(certificate_key()))
    assert text.startswith("the stack file has 1 problem:\n  - cluster.etcd.certFile: got ")


def test_the_password_of_a_mirror_is_a_secret_of_the_stack():
    spec, _ = load(guarded(), passwords={"ghcr.io": "hunter2"}, proxy="hunter3")
    assert spec.sources.registry_mirrors["ghcr.io"][0].user == "robot$ci"


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


def asking(*urls: str) -> dict:
    """The small stack file, with a repository and with mirrors of one registry that ask for passwords."""
    sources = {
        "kubernetes": {"uri": "https://apt.example.com/", "key": apt_key(), "user": "ci"},
        "registryMirrors": {"docker.io": [{"url": url, "user": "ci"} for url in urls]},
    }
    return {**small(), "sources": sources}


M1, M2 = "https://m1.example.com", "https://m2.example.com"


@pytest.mark.parametrize("mirrors", [{"docker.io": {M1: "one", M2: "two"}}])
def test_each_mirror_of_a_registry_has_a_password_of_its_own(mirrors: dict):
    """By its URL: in another order none may be sent the other's."""
    for urls in ((M1, M2), (M2, M1)):
        spec, _ = load(asking(*urls), passwords=mirrors, repositories={"kubernetes": "three"})
        files = credential_files(spec, Passwords(registries=mirrors, repositories={"kubernetes": "three"}))
        held = {file.path.rpartition("/")[2]: file.content for file in files}
        sent = {
            mirror.url: held[of_mirror("docker.io", number)] for number, mirror in enumerate(spec.sources.registry_mirrors["docker.io"])
        }
        assert {url: b64decode(text).decode() for url, text in sent.items()} == {M1: "ci:one", M2: "ci:two"}
        assert held["repository-kubernetes"] == "three"


@pytest.mark.parametrize(
    ("document", "mirrors", "repositories", "said"),
    [
        (asking(M1, M2), {"docker.io": "hunter2"}, {"kubernetes": "x"}, "a mapping of the mirrors' URLs to passwords"),
        (asking(M1, M2), {"docker.io": {M1: "hunter2"}}, {"kubernetes": "x"}, f'["docker.io"]["{M2}"]: got nothing, want the password'),
        (asking(M1), {"docker.io": {M1: "x", M2: "hunter2"}}, {"kubernetes": "x"}, "want the URL of a mirror that has a user"),
        (asking(M1), {"docker.io": "x"}, None, "repositoryPasswords.kubernetes: got nothing, want the password of ci: `pulumi config set"),
        (asking(M1), {"docker.io": "x"}, ["hunter2"], "repositoryPasswords: got a value that is not shown here, want a mapping"),
        (asking(M1), {"docker.io": "x"}, {"kubernetes": "hun ter2"}, "want a password without blanks"),
        (asking(M1), {"docker.io": "x"}, {"kubernetes": "x", "packages": "hunter2"}, "repositoryPasswords.packages: got a value that"),
        ({**asking(M1), "platform": "rhel-9"}, {"docker.io": "x"}, {"kubernetes": "hunter2$basearch"}, "a password without a $"),
    ],
)
def test_passwords_of_repositories_and_of_several_mirrors_are_told_and_not_shown(
    document: dict, mirrors: Any, repositories: Any, said: str
):
    text = report(document, passwords=mirrors, repositories=repositories)
    assert text.startswith("the stack file has 1 problem:\n")
    assert said in text
    assert "hunter2" not in text
    assert "ter2" not in text


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


def test_each_of_several_mirrors_has_its_ca_from_its_own_file(tmp_path: Path):
    document = full()
    mirror = document["sources"]["registryMirrors"]["ghcr.io"]
    (tmp_path / "ca.crt").write_text(mirror.pop("ca"))
    with_file = {**mirror, "url": "https://second.example.com", "caFile": str(tmp_path / "ca.crt")}
    document["sources"]["registryMirrors"]["ghcr.io"] = ["https://first.example.com", with_file]
    first, second = load(document)[0].sources.registry_mirrors["ghcr.io"]
    assert (first.ca, second.ca) == (None, certificate())
    with_file["caFile"] = str(tmp_path / "none")
    assert 'cluster.sources.registryMirrors["ghcr.io"][1].caFile: got ' in report(document)


def test_a_repository_key_that_has_expired_is_an_error():
    document = small()
    document["sources"]["kubernetes"]["key"] = (KEYS / "A8EAB0AF97F751FA56E60973D41C086D93DC5ED2.asc").read_text()
    assert "cluster.sources.kubernetes.key: got 'A8EAB0AF97F751FA56E60973D41C086D93DC5ED2', want one that has not expired" in report(
        document
    )


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


@pytest.mark.parametrize("in_file", [True, False], ids=["in the stack file", "from elsewhere"])
def test_a_secret_inside_of_the_cluster_is_refused_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_file: bool):
    """The engine hands it out in clear, and says of the whole key that it is a secret; no other problem may show it."""
    document = {**small(), "name": "Canary"}
    document["preparation"] = {"commands": {"before": ["canary"]}}
    if in_file:
        encrypted = {**document, "preparation": {"commands": {"before": [{"secure": "v1:canary"}]}}}
        (tmp_path / "Pulumi.yaml").write_text("name: kubeadm\n")
        (tmp_path / "Pulumi.test.yaml").write_text(json.dumps({"config": {"kubeadm:cluster": encrypted}}))
    monkeypatch.chdir(tmp_path)

    def program() -> None:
        pulumi.runtime.set_all_config({"kubeadm:cluster": json.dumps(document)}, ["kubeadm:cluster"])
        config.load(pulumi.Config("kubeadm"))

    with pytest.raises(pulumi.RunError) as refused:
        build(program)
    text = str(refused.value)
    where = "cluster.preparation.commands.before[0]" if in_file else "cluster"
    assert text.startswith(f"the stack file has 1 problem:\n  - {where}: got a value that is not shown here, want no secret in here")
    assert "kubeadm:registryPasswords" in text
    assert "canary" not in text.lower()


def load_beside(text: str, project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    """A stack file loads whatever stands in another one of its project."""
    (project / "Pulumi.yaml").write_text("name: kubeadm\n")
    (project / "Pulumi.other.yaml").write_text(text)
    monkeypatch.chdir(project)
    with caplog.at_level(logging.WARNING):
        assert load(full())[0].name == "demo"


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "config:\n  kubeadm:cluster: &all\n    loadBalancer: *all\n",
        "config:\n  kubeadm:cluster: &all {<<: *all}\n",
        "a: !!timestamp x\n",
        "a: !!timestamp 5\n",
        "a: 1\na: 2\n",
        "\x00",
    ],
)
def test_another_stack_file_that_cannot_be_read_is_a_warning_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, text: str
):
    load_beside(text, tmp_path, monkeypatch, caplog)
    assert "Pulumi.other.yaml: is no YAML (line " in caplog.text


@pytest.mark.parametrize(
    "text", ["a: 2024-13-45\n", "config: {kubeadm:cluster: {name: 2024-01-01, loadBalancer: =}}\n", "{}", "- 1\n", "config: 5\n"]
)
def test_another_stack_file_that_is_merely_odd_is_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, text: str
):
    load_beside(text, tmp_path, monkeypatch, caplog)
    assert "Pulumi.other.yaml" not in caplog.text


def test_warnings_are_shown_and_do_not_stop(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        load({**full(), "addons": {}})
    assert "cluster.addons" in caplog.text


def configured(held: dict[str, Any], key: str | None = None, project: str = "shop") -> ClusterSpec:
    """The cluster that a program in a project of another name loads."""
    specs: list[ClusterSpec] = []

    def program() -> None:
        pulumi.runtime.set_all_config({name: json.dumps(document) for name, document in held.items()})
        specs.append((config.load(key=key) if key else config.load())[0])

    build(program, project=project)
    return specs[0]


def named(name: str) -> dict:
    return {**small(), "name": name}


def test_a_cluster_is_found_in_the_projects_configuration_and_then_in_that_of_kubeadm():
    assert configured({"shop:cluster": named("own"), "kubeadm:cluster": named("shared")}).name == "own"
    assert configured({"kubeadm:cluster": named("shared")}).name == "shared"
    assert configured({"shop:edge": named("edge"), "shop:cluster": named("own")}, key="edge").name == "edge"
    assert configured({"kubeadm:edge": named("edge")}, key="edge").name == "edge"


def test_a_cluster_that_is_nowhere_is_told_where_it_was_looked_for():
    with pytest.raises(pulumi.RunError) as refused:
        configured({"shop:cluster": named("own")}, key="edge")
    assert "shop:edge or kubeadm:edge: got nothing, want a cluster in the configuration of stack test" in str(refused.value)
    with pytest.raises(pulumi.RunError, match="  - kubeadm:cluster: got nothing, want a cluster"):
        configured({}, project="kubeadm")


def test_secrets_are_those_beside_the_cluster():
    """A password of the project is not that of a cluster in the configuration of kubeadm."""
    held = {"kubeadm:cluster": guarded(), "shop:registryPasswords": {"ghcr.io": "hunter2"}, "kubeadm:proxyPassword": "hunter3"}
    with pytest.raises(pulumi.RunError, match=r'kubeadm:registryPasswords\["ghcr.io"\]: got nothing'):
        configured(held)
