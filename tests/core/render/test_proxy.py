"""Proxies: who is told of them, and what is reached without."""

from dataclasses import replace
from ipaddress import IPv4Interface
from urllib.parse import urlsplit

import pytest

from components.core.config.model import KubeVip, Proxy
from components.core.render.proxy import apt_proxy, is_direct, no_proxy, proxy_environment
from components.core.steps import converge_step, install_step
from tests.core.samples import CP_1, GUARDED, MIXED, R_1, W_1, W_2

PROXY = Proxy(http="http://proxy.example.com:3128", https="http://proxy.example.com:3128", user=None, no_proxy=())


def test_a_host_reaches_itself_and_its_cluster_directly() -> None:
    balancer = KubeVip(vip=IPv4Interface("10.0.0.100/24"), interface=None, image="kube-vip:1")
    spec = replace(GUARDED, load_balancer=balancer)

    assert no_proxy(spec, W_1, replace(PROXY, no_proxy=("10.0.0.0/24", "localhost"))) == (
        "localhost",
        "127.0.0.0/8",
        "10.244.0.0/16",
        "10.96.0.0/12",
        ".svc",
        ".cluster.local",
        "10.0.0.10",
        "10.0.0.100",
        "10.0.0.20",
        "10.0.0.0/24",
    )


def test_a_worker_more_changes_no_proxy_of_another_host() -> None:
    one = replace(GUARDED, worker_pools=(replace(GUARDED.worker_pools[0], hosts=(W_1,)),))

    for host in (CP_1, W_1):
        assert converge_step(one, host) == converge_step(GUARDED, host)
    assert str(W_2.address) not in converge_step(GUARDED, W_1).input.render()


def test_the_password_has_a_placeholder_in_both_addresses() -> None:
    assert proxy_environment(GUARDED, W_1, GUARDED.sources.proxy or PROXY).splitlines()[:2] == [
        'HTTP_PROXY="http://{{proxy}}@10.0.0.2:3128"',
        'HTTPS_PROXY="http://{{proxy}}@10.0.0.3:3128"',
    ]


def test_apt_is_told_hosts_where_it_knows_no_ranges() -> None:
    near = replace(GUARDED.sources.repositories["debian-12"]["kubernetes"], uri="http://10.0.0.9:8080/apt/")
    sources = replace(GUARDED.sources, repositories={"debian-12": {"kubernetes": near}})

    lines = apt_proxy(replace(GUARDED, sources=sources), W_1, replace(PROXY, no_proxy=("10.0.0.0/24",))).splitlines()

    assert lines[-1] == 'Acquire::http::Proxy::10.0.0.9 "DIRECT";'
    assert 'Acquire::https::Proxy "http://proxy.example.com:3128";' in lines
    assert "DIRECT" not in apt_proxy(GUARDED, W_1, PROXY)


def repositories_of(proxy: Proxy) -> dict[str, tuple[str, list[str]]]:
    """Of a host with dnf: the mode of each .repo file, and its lines about a proxy."""
    spec = replace(MIXED, sources=replace(MIXED.sources, proxy=proxy))
    files = {file.path: file for file in install_step(spec, R_1).input.files if file.path.endswith(".repo")}
    return {
        path.rpartition("-")[2]: (file.mode, [line for line in file.content.splitlines() if line.startswith("proxy")])
        for path, file in files.items()
    }


def test_dnf_is_told_in_our_repositories_alone_and_the_password_for_root_alone() -> None:
    guarded = replace(PROXY, http="http://10.0.0.2:3128", user="ci", no_proxy=("mirror.example.org",))

    assert repositories_of(guarded) == {
        "kubernetes.repo": ("0600", ["proxy=http://{{proxy}}@proxy.example.com:3128"]),
        "packages.repo": ("0644", ["proxy="]),
    }
    assert repositories_of(PROXY)["kubernetes.repo"] == ("0644", ["proxy=http://proxy.example.com:3128"])


def test_a_host_without_a_proxy_leaves_dnf_to_its_own_file() -> None:
    files = install_step(MIXED, R_1).input.files
    assert [file.path for file in files if file.path.endswith(".repo") and "proxy" in file.content] == []


@pytest.mark.parametrize(
    ("uri", "exception", "direct"),
    [
        ("https://a.example.com/", "example.com", True),
        ("https://a.example.com/", ".example.com", True),
        ("https://a.example.com/", "*.example.com", True),
        ("https://a.b.example.com/", "*.example.com", True),
        ("https://example.com/", "example.com", True),
        ("https://example.com/", ".example.com", False),
        ("https://example.com/", "*.example.com", False),
        ("https://anexample.com/", "example.com", False),
        ("https://a.example.com/", "A.Example.COM", True),
        ("https://a.example.com/", "a.example.com:443", True),
        ("https://a.example.com:5000/", "example.com:5000", True),
        ("http://a.example.com/", "a.example.com:443", False),
        ("https://a.example.com:5000/", "a.example.com:443", False),
        ("http://10.0.0.9/", "10.0.0.0/24", True),
        ("http://10.0.0.9/", "10.0.0.1/24", True),
        ("http://10.0.1.9/", "10.0.0.0/24", False),
        ("http://ten.example.com/", "10.0.0.0/24", False),
        ("http://10.0.0.9:8080/", "10.0.0.9", True),
        ("http://10.0.0.9:8080/", "10.0.0.9:80", False),
        ("http://1.10.0.0.9.example.com/", "10.0.0.9", False),
        ("http://[fd00::9]:8080/", "[fd00:0::9]:8080", True),
        ("http://[fd00::9]/", "fd00::/64", True),
        ("http://[fd00::9]/", "10.0.0.0/8", False),
    ],
)
def test_an_exception_means_what_it_means_to_containerd(uri: str, exception: str, direct: bool) -> None:
    """The rules of golang.org/x/net/http/httpproxy, which apt and dnf do not share."""
    assert is_direct(urlsplit(uri), (exception,)) is direct
