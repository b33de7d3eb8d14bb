"""What stands in front of the API servers: examples of each text, and haproxy's own verdict where it is installed."""

import re
import shutil
import subprocess
from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

import pytest
import yaml

from components.core.config.model import Endpoint, Haproxy, Host, KubeVip
from components.core.render import paths
from components.core.render.haproxy import haproxy_config
from components.core.render.keepalived import haproxy_check, keepalived_config
from components.core.render.kube_vip import kube_vip_manifest
from components.core.roles import balancer_hosts
from components.core.steps import balancer_ca, balancer_converge_step, balancer_step
from tests.core.samples import CP_1, CP_2, CP_3, FULL, SMALL, host
from tests.golden_files import Golden
from tests.scripts.real.pki import Authority

LB_1, LB_2, LB_10 = host("lb-1", "10.0.0.31"), host("lb-2", "10.0.0.32"), host("lb-10", "10.0.0.40")
HOSTS = (LB_1, LB_2, LB_10)
OWN = Haproxy(hosts=HOSTS, vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=51)
BESIDE = replace(OWN, hosts=())
BALANCED = replace(FULL, name="balanced", endpoint=Endpoint(host="10.0.0.100", port=8443), load_balancer=OWN)


def servers(*hosts: Host) -> list[str]:
    spec = replace(SMALL, endpoint=Endpoint(host="10.0.0.100", port=8443), control_plane=replace(SMALL.control_plane, hosts=hosts))
    return re.findall(r"^    server (.*)$", haproxy_config(spec), re.MULTILINE)


@pytest.mark.parametrize("balancer", [OWN, BESIDE], ids=["hosts of its own", "on the control planes"])
def test_a_load_balancer_gets_these_files_and_parameters(balancer: Haproxy, golden: Golden) -> None:
    first = balancer_hosts(BALANCED, balancer)[0]
    steps = (balancer_step(BALANCED, balancer, first), balancer_converge_step(BALANCED, balancer, first))
    disk = {file.path.removeprefix("/"): file.content for step in steps for file in step.input.files}
    parameters = {f"{step.name}.parameters": "".join(f"{k}={v}\n" for k, v in step.input.parameters.items()) for step in steps}

    golden.check(f"balanced/{first.name}", disk | parameters)


def test_every_living_control_plane_is_a_server_in_natural_order() -> None:
    cp_10 = host("cp-10", "10.0.0.19")

    assert servers(cp_10, CP_2, replace(CP_3, dead=True), CP_1) == [
        "cp-1 10.0.0.10:6443",
        "cp-2 10.0.0.11:6443",
        "cp-10 10.0.0.19:6443",
        "cp-1-unchecked 10.0.0.10:6443 no-check backup",
        "cp-2-unchecked 10.0.0.11:6443 no-check backup",
        "cp-10-unchecked 10.0.0.19:6443 no-check backup",
    ]
    assert servers(CP_1, cp_10, CP_2) == servers(CP_2, CP_1, cp_10)


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="haproxy is not installed")
def test_haproxy_takes_it(tmp_path: Path) -> None:
    ca, config = tmp_path / "ca.crt", tmp_path / "haproxy.cfg"
    ca.write_text(Authority("kubernetes").crt)
    config.write_text(haproxy_config(BALANCED).replace(paths.BALANCER_CA, str(ca)))

    checked = subprocess.run(["haproxy", "-c", "-f", config], capture_output=True, text=True, check=False)

    assert (checked.returncode, "WARNING" in checked.stderr) == (0, False), checked.stderr


def test_hosts_speak_to_each_other_and_priorities_differ() -> None:
    configs = {one.name: keepalived_config(OWN, one, HOSTS) for one in HOSTS}
    priorities = [int(re.findall(r"priority (\d+)", text)[0]) for text in configs.values()]

    assert priorities == sorted(set(priorities), reverse=True)
    for one in HOSTS:
        peers = re.search(r"unicast_peer \{(.*?)\}", configs[one.name], re.DOTALL)
        assert peers
        assert set(peers.group(1).split()) == {str(other.address) for other in HOSTS} - {str(one.address)}


def test_a_lone_host_names_no_peers() -> None:
    assert "unicast" not in keepalived_config(OWN, LB_1, [LB_1])


def test_more_hosts_than_priorities_or_no_address_is_an_error() -> None:
    many = [host(f"lb-{index}", f"10.0.1.{index}") for index in range(1, 40)]

    with pytest.raises(ValueError, match="at most 25 hosts"):
        keepalived_config(OWN, many[-1], many)
    with pytest.raises(ValueError, match="VIP None"):
        keepalived_config(replace(OWN, vip=None), LB_1, HOSTS)


def test_the_check_looks_at_the_port_of_the_endpoint() -> None:
    assert "'sport = :8443'" in haproxy_check(8443)


def test_without_a_virtual_address_there_is_no_keepalived() -> None:
    alone = replace(OWN, hosts=(LB_1,), vip=None)
    step_input = balancer_step(BALANCED, alone, LB_1).input

    assert not [file.path for file in step_input.files if "keepalived" in file.path]
    assert step_input.parameters["VIP"] == ""


def test_the_ca_lies_in_the_ledger_of_the_role() -> None:
    assert [file.path for file in balancer_ca("the CA")] == ["/var/lib/pulumi-kubeadm/balancer/ca.crt"]


@pytest.mark.parametrize("interface", [None, "ens18"])
def test_kube_vip_answers_for_the_address_and_asks_its_own_api_server(interface: str | None) -> None:
    balancer = KubeVip(vip=IPv4Interface("10.0.0.100/24"), interface=interface, image="ghcr.io/kube-vip/kube-vip:v1.0.0")
    pod = yaml.safe_load(kube_vip_manifest(balancer))
    [container] = pod["spec"]["containers"]
    settings = {one["name"]: one.get("value") for one in container["env"]}

    assert container["image"] == balancer.image
    own = "interface-with-the-address-of-this-host"
    assert (settings["address"], settings["port"], settings["vip_interface"]) == (
        "10.0.0.100",
        "6443",
        interface or own,
    )
    assert all(value is None or isinstance(value, str) for value in settings.values())
    assert pod["spec"]["hostAliases"] == [{"ip": "127.0.0.1", "hostnames": ["kubernetes"]}]
    assert pod["spec"]["volumes"][0]["hostPath"] == {"path": "/etc/kubernetes/admin.conf", "type": "File"}
