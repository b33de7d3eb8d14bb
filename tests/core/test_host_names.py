"""Hosts whose names have a domain: the name is the same wherever it goes, and is never taken for a pattern."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core import names
from components.core.config.model import ClusterSpec, ExternalEtcd
from components.core.config.parse import parse
from components.core.config.problems import InvalidValue
from components.core.config.syntax.kubernetes import host_name
from components.core.render.etcd import etcd_config
from components.core.render.haproxy import haproxy_config
from components.core.render.kubeadm import join_configuration
from components.core.roles import every_host
from components.core.steps import install_step
from tests.core.config.documents import changed, external, full, problems_of

DOMAIN = "dc1.example.com"


def renamed(value: object) -> Iterator[object]:
    """A document with a domain behind every name of a host."""
    match value:
        case dict():
            inside = {key: next(renamed(entry)) for key, entry in value.items()}
            if "address" in value and "name" in value:
                inside["name"] = f"{value['name']}.{DOMAIN}"
            if "initHost" in value:
                inside["initHost"] = f"{value['initHost']}.{DOMAIN}"
            yield inside
        case list():
            yield [next(renamed(entry)) for entry in value]
        case _:
            yield value


@pytest.fixture(scope="module")
def spec() -> ClusterSpec:
    return parse(next(renamed(external())))


def test_every_kind_of_host_may_have_a_domain(spec: ClusterSpec):
    assert {host.name.partition(".")[2] for host in every_host(spec)} == {DOMAIN}
    assert spec.control_plane.init_host == f"cp-1.{DOMAIN}"


def test_it_is_one_name_in_every_file(spec: ClusterSpec):
    name, etcd = f"cp-2.{DOMAIN}", spec.etcd
    host = next(host for host in every_host(spec) if host.name == name)
    assert join_configuration(spec, host)["nodeRegistration"]["name"] == name
    assert f"    server {name} 10.0.0.11:6443\n" in haproxy_config(spec)
    assert isinstance(etcd, ExternalEtcd)
    assert f"name: etcd-3.{DOMAIN}\n" in etcd_config(spec, etcd, etcd.hosts[2])
    step_input = install_step(spec, host).input
    assert step_input.parameters["NODE"] == name
    assert next(file.content for file in step_input.files if file.path == "/etc/hostname") == f"{name}\n"
    assert names.resource(name, "install", 2) == f"{name}-install-2"


def test_names_of_two_domains_are_two_hosts():
    document = changed(full(), ("workerPools", 0, "hosts", 0, "name"), "a.dc1.example.com")
    assert problems_of(changed(document, ("workerPools", 0, "hosts", 1, "name"), "a.dc2.example.com")) == []


@given(st.from_regex(r"\A[a-zA-Z0-9._ -]{1,70}\Z") | st.text(max_size=10))
def test_what_is_accepted_can_be_a_node_and_its_label(name: str):
    """Source: IsDNS1123Subdomain and IsValidLabelValue of apimachinery."""
    try:
        host_name(name)
    except InvalidValue:
        return
    assert len(name) <= 63
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", name)
    assert re.fullmatch(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", name)


@pytest.mark.parametrize("name", ["10.0.0.1", "1.2"])
def test_an_address_is_no_name(name: str):
    """It would stand in /etc/hosts and in certificates as if it were one."""
    assert problems_of(changed(full(), ("workerPools", 0, "hosts", 0, "name"), name))
