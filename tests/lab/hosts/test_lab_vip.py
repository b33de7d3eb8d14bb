"""A virtual address moves between hosts, and everybody on the bridge follows at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.hosts import identity
from lab.hosts.machine import Machine
from lab.settings import Settings
from tests.lab.hosts.running import HOSTS, NEEDS_ROOT, lab, on, text

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300), NEEDS_ROOT, pytest.mark.usefixtures("running")]

VIP = "10.90.7.100"

# What keepalived and kube-vip do: tell all that the address is here now (RFC 5227, section 3).
ANNOUNCE = """
import socket, sys
address, mac = socket.inet_aton(sys.argv[1]), bytes.fromhex(sys.argv[2])
arp = bytes.fromhex("0001080006040001") + mac + address + bytes(6) + address
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as link:
    link.bind(("host0", 0))
    link.send(b"\\xff" * 6 + mac + bytes.fromhex("0806") + arp)
"""
# VRRP is an IP protocol of its own, which a firewall may forget (RFC 5798, section 5.1.1.4).
LISTEN = """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_RAW, 112) as vrrp:
    vrrp.settimeout(10)
    print("ready", flush=True)
    print(vrrp.recv(100)[20:].decode())
"""
ADVERTISE = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_RAW, 112) as vrrp:
    vrrp.sendto(b"advertisement", (sys.argv[1], 0))
"""


def in_network_of(settings: Settings, index: int, *words: str) -> list[str]:
    """The call that runs this machine's Python in a host's network: hosts have none."""
    init = Machine(settings, identity.host(settings, index)).init()
    assert init is not None
    return ["nsenter", f"--net=/proc/{init}/ns/net", sys.executable, "-I", "-c", *words]


def mac_of(host: str) -> str:
    return on(host, "cat /sys/class/net/host0/address")


def take(settings: Settings, index: int) -> str:
    """Lets a host have the address, tells all, and returns its hardware address."""
    mac = mac_of(f"host-{index}")
    on(f"host-{index}", f"sudo ip address replace {VIP}/24 dev host0")
    text(*in_network_of(settings, index, ANNOUNCE, VIP, mac.replace(":", "")))
    return mac


def reaches(source: str) -> bool:
    return " 0% packet loss" in on(source, f"ping -c 1 -W 1 {VIP} || true")


def neighbour(bridge: str) -> str:
    """Hardware address at which this machine looks for the virtual address."""
    words = text("ip", "neigh", "show", VIP, "dev", bridge).split()
    return words[words.index("lladdr") + 1] if "lladdr" in words else ""


def greeting() -> str:
    return subprocess.run(["bash", "-c", f"head -c 4 </dev/tcp/{VIP}/22"], capture_output=True, text=True, timeout=5, check=False).stdout


def test_an_announcement_alone_moves_an_address(settings: Settings):
    first = take(settings, 1)
    assert greeting() == "SSH-"
    assert neighbour(settings.bridge) == first

    on("host-1", f"sudo ip address delete {VIP}/24 dev host0")
    second = take(settings, 2)

    assert neighbour(settings.bridge) == second
    assert greeting() == "SSH-"
    on("host-2", f"sudo ip address delete {VIP}/24 dev host0")


def test_all_follow_an_address_that_leaves_a_dead_host(settings: Settings):
    take(settings, 1)
    assert greeting() == "SSH-"
    assert reaches("host-2")

    lab("kill", "host-1")
    second = take(settings, 2)
    assert greeting() == "SSH-"

    lab("up", "--bare", "--hosts", "2")
    assert reaches("host-1")
    assert greeting() == "SSH-"
    assert neighbour(settings.bridge) == second, "a host that comes back does not claim what it had"


def test_the_machine_stays_where_it_is_when_hosts_go(settings: Settings):
    address = Path("/sys/class/net", settings.bridge, "address")
    assert address.read_text() == "02:00:0a:5a:07:01\n"

    for host, other in (HOSTS, HOSTS[::-1]):
        lab("kill", host)
        assert address.read_text() == "02:00:0a:5a:07:01\n"
        assert " 0% packet loss" in on(other, "ping -c 1 -W 1 mirror")
        lab("up", "--bare", "--hosts", "2")


def test_hosts_hear_each_other_s_vrrp(settings: Settings):
    with subprocess.Popen(in_network_of(settings, 2, LISTEN), stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "ready\n"
        text(*in_network_of(settings, 1, ADVERTISE, settings.host_address(2)))
        assert listener.stdout.readline() == "advertisement\n"
