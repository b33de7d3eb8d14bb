"""The other formats: what is written is what their own readers read back, whatever the value."""

import tomllib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from components.core.config.model import Containerd, HostsFile, Journal, Preparation, RegistryMirror, Repository, Time
from components.core.render.apt import apt_login, apt_source
from components.core.render.containerd import containerd_2_config, containerd_config, registry_hosts
from components.core.render.dnf import dnf_repository
from components.core.render.document import document, document_of_host, documents
from components.core.render.host import kernel_modules, sysctl
from components.core.render.kubeconfig import Credentials, kubeconfig
from components.core.render.preparation import chrony_config, hosts_entries, journald_config
from tests.core.samples import EXTERNAL, FULL, SMALL, W_1

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(fields=st.dictionaries(TEXT, JSON, max_size=4), name=st.from_regex(r"[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?", fullmatch=True))
@example(fields={}, name="1e3")
@example(fields={}, name="null")
def test_a_document_of_a_host_is_the_one_that_would_be_written_for_it(fields: dict[str, object], name: str) -> None:
    whole = {**fields, "name": name, "args": [{"name": "node-ip", "value": "10.0.0.1"}, {"name": name}]}
    assert document_of_host(whole, name, "10.0.0.1") == document(whole)


@given(fields=st.dictionaries(TEXT, JSON, max_size=4))
def test_yaml_reads_back_what_was_written(fields: dict[str, object]) -> None:
    assert yaml.safe_load(document(fields)) == fields
    assert list(yaml.safe_load_all(documents([fields, {"second": 1}]))) == [fields, {"second": 1}]


@given(image=TEXT, mirror=TEXT)
def test_toml_reads_back_what_was_written(image: str, mirror: str) -> None:
    cri = tomllib.loads(containerd_config(replace(SMALL.containerd, sandbox_image=image)))["plugins"]["io.containerd.grpc.v1.cri"]

    assert cri["sandbox_image"] == image
    plugins = tomllib.loads(containerd_2_config(replace(SMALL.containerd, sandbox_image=image)))["plugins"]
    assert plugins["io.containerd.cri.v1.images"]["pinned_images"] == {"sandbox": image}
    assert cri["containerd"]["runtimes"]["runc"]["options"] == {"SystemdCgroup": True}
    assert list(tomllib.loads(registry_hosts("registry.k8s.io", [RegistryMirror(url=mirror)]))["host"]) == [mirror]


def test_plugins_are_looked_for_where_kubernetes_has_them() -> None:
    """Debian 13's containerd looks in /usr/lib/cni if nobody says anything, and no pod of a node has a network."""
    cri = tomllib.loads(containerd_config(SMALL.containerd))["plugins"]["io.containerd.grpc.v1.cri"]
    assert cri["cni"] == {"bin_dir": "/opt/cni/bin"}


@pytest.mark.parametrize(("render", "plugin"), [(containerd_config, "grpc.v1.cri"), (containerd_2_config, "cri.v1.runtime")])
def test_containers_are_labelled_where_selinux_is_to_be_enforcing(render: Callable[[Containerd], str], plugin: str) -> None:
    labelled, plain = (tomllib.loads(render(replace(SMALL.containerd, selinux=wanted)))["plugins"] for wanted in (True, False))
    assert labelled[f"io.containerd.{plugin}"]["enable_selinux"] is True
    assert "enable_selinux" not in plain[f"io.containerd.{plugin}"]


def test_the_registry_itself_is_asked_when_its_mirror_fails() -> None:
    hosts = tomllib.loads(registry_hosts("docker.io", [RegistryMirror(url="http://10.0.0.1:5000")]))

    assert hosts["server"] == "https://registry-1.docker.io"
    assert hosts["host"]["http://10.0.0.1:5000"]["capabilities"] == ["pull", "resolve"]


def test_a_mirror_of_all_registries_stands_for_none_of_them() -> None:
    assert "server" not in tomllib.loads(registry_hosts("_default", [RegistryMirror(url="http://10.0.0.1:5000")]))


def test_a_guarded_mirror_is_told_who_asks_and_the_registry_behind_it_is_not() -> None:
    mirror = RegistryMirror(url="https://10.0.0.1:5443/v2/hub", ca="PEM", user="robot$ci", override_path=True)
    hosts = tomllib.loads(registry_hosts("docker.io", [mirror]))

    assert hosts["host"]["https://10.0.0.1:5443/v2/hub"] == {
        "capabilities": ["pull", "resolve"],
        "override_path": True,
        "ca": "/etc/containerd/certs.d/docker.io/ca.crt",
        "header": {"authorization": "Basic {{registry-docker.io}}"},
    }
    assert set(hosts) == {"server", "host"}


def test_several_mirrors_are_asked_in_their_order_each_with_its_own_ca_and_password() -> None:
    """containerd asks hosts in the order of the file; one mirror must not be sent what is another's."""
    mirrors = [
        RegistryMirror(url="https://z.example.com", user="one", ca="ONE"),
        RegistryMirror(url="http://10.0.0.1:5000"),
        RegistryMirror(url="https://a.example.com", user="two", ca="TWO"),
    ]
    hosts = tomllib.loads(registry_hosts("docker.io", mirrors))["host"]
    assert list(hosts) == [mirror.url for mirror in mirrors]
    assert [host.get("ca", "").rpartition("/")[2] for host in hosts.values()] == ["ca.crt", "", "ca-3.crt"]
    held = [host.get("header", {}).get("authorization") for host in hosts.values()]
    assert held == ["Basic {{registry-docker.io}}", None, "Basic {{registry-docker.io_3}}"]


def test_the_login_of_an_apt_repository_is_for_that_alone() -> None:
    """apt sends it to the machine, the port and the path that stand there, and over http to none that is written without it."""
    guarded = Repository(uri="https://apt.example.com:8443/k8s/", suite="/", components=(), key="", user="ci", place="kubernetes")
    assert apt_login(guarded, "ci") == "machine https://apt.example.com:8443/k8s/ login ci password {{repository-kubernetes}}\n"
    assert "ci" not in apt_source(guarded, "/x").replace("Signed-By", "")


def test_a_dnf_repository_asks_by_its_own_fields_and_not_by_its_url() -> None:
    """dnf tells of the URL in errors and logs."""
    guarded = Repository(uri="https://rpm.example.com/", suite="/", components=(), key="", user="ci", place="platforms.rhel-9.packages")
    lines = dnf_repository("x", guarded, "/key", None).splitlines()
    assert {"baseurl=https://rpm.example.com/", "username=ci", "password={{repository-platforms.rhel-9.packages}}"} <= set(lines)


def repository(value: str) -> str:
    return apt_source(Repository(uri=value, suite="/", components=(), key=""), "/etc/apt/keyrings/x.asc")


def one_sysctl(value: str) -> str:
    return sysctl(Preparation(swap="off", kernel_modules=(), sysctl={"vm.x": value}))


def one_module(value: str) -> str:
    return kernel_modules(Preparation(swap="off", kernel_modules=(value,), sysctl={}))


def one_server(value: str) -> str:
    return chrony_config(Time(servers=(value,)))


def one_limit(value: str) -> str:
    return journald_config(Journal(max_use=value))


@pytest.mark.parametrize("render", [repository, one_sysctl, one_module, one_server, one_limit])
@pytest.mark.parametrize("value", ["x\nTrusted: yes", "x\rkernel.x = 1", "x\x0b"])
def test_a_line_break_cannot_begin_another_statement(render: Callable[[str], str], value: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        render(value)


def test_a_repository_names_the_only_key_that_may_sign_it() -> None:
    assert apt_source(FULL.sources.repositories["debian-12"]["packages"], "/k.asc").splitlines() == [
        "Types: deb",
        "URIs: http://10.0.0.1:8080/apt/debian/",
        "Suites: bookworm",
        "Components: main contrib",
        "Signed-By: /k.asc",
    ]


def test_the_stacks_own_sysctl_values_win() -> None:
    preparation = replace(SMALL.preparation, sysctl={"net.ipv4.ip_forward": "0"})

    assert "net.ipv4.ip_forward = 0\n" in sysctl(preparation)
    assert "net.ipv4.ip_forward = 1\n" not in sysctl(preparation)


def test_hosts_know_themselves_or_all_others_and_in_the_end_what_the_stack_adds() -> None:
    def entries(hostname: str, *, cluster: bool) -> list[str]:
        file = HostsFile(cluster=cluster, entries={"registry.example.org": IPv4Address("10.0.0.5")})
        spec = replace(EXTERNAL, preparation=replace(SMALL.preparation, hostname=hostname, hosts_file=file))
        return hosts_entries(spec, W_1).splitlines()

    registry = "10.0.0.5 registry.example.org"
    assert entries("leave", cluster=False) == [registry]
    assert entries("set", cluster=False) == ["10.0.0.20 w-1", registry]
    assert [line.split()[1] for line in entries("leave", cluster=True)] == [
        *("cp-1", "cp-2", "cp-3", "etcd-1", "etcd-2", "etcd-3", "w-1", "w-2", "registry.example.org")
    ]


def test_a_host_with_a_domain_is_known_by_its_first_label_too_unless_somebody_else_is() -> None:
    def entries(entry: str, *names: str) -> list[str]:
        pool = replace(SMALL.worker_pools[0], hosts=tuple(replace(W_1, name=name) for name in names))
        file = HostsFile(cluster=True, entries={entry: IPv4Address("10.0.0.5")})
        spec = replace(SMALL, worker_pools=(pool,), preparation=replace(SMALL.preparation, hosts_file=file))
        return hosts_entries(spec, W_1).splitlines()[1:-1]

    dc1, dc2 = "10.0.0.20 w-1.dc1.example.org", "10.0.0.20 w-1.dc2.example.org"
    assert entries("nas", "w-1.dc1.example.org") == [f"{dc1} w-1"]
    assert entries("w-1", "w-1.dc1.example.org") == [dc1]
    assert entries("nas", "w-1.dc1.example.org", "w-1.dc2.example.org") == [dc1, dc2]
    assert entries("nas", "w-1", "w-1.dc2.example.org") == ["10.0.0.20 w-1", dc2]


def test_a_kubeconfig_carries_its_certificates_and_hides_its_key_from_print() -> None:
    credentials = Credentials(ca_crt="CA", client_crt="CERTIFICATE", client_key="KEY")
    read = yaml.safe_load(kubeconfig(FULL, "admin", credentials))

    assert read["clusters"][0]["cluster"]["server"] == "https://api.example.internal:8443"
    assert b64decode(read["users"][0]["user"]["client-key-data"]) == b"KEY"
    assert read["current-context"] == read["contexts"][0]["name"]
    assert "KEY" not in repr(credentials)
