"""Hosts and how they are reached: `ssh`, and the items of every `hosts` list."""

from typing import Final

from ...architectures import ARCHITECTURES
from ...platform import PLATFORMS
from ..entries import BastionEntry, HostEntry, HostSsh, SshDefaults
from ..readers import ListOf, Scalar
from ..syntax.host import user
from ..syntax.host_keys import host_key
from ..syntax.kubernetes import dns_label
from ..syntax.network import address, host_address
from ..syntax.text import choice, integer, text, truth
from ..tables import Default, Key, Object
from .changes import CONNECTION, PLATFORM_CHANGE

PORT: Final = Scalar("port", integer(1, 65535))
USER: Final = Scalar("user name", user)
HOST_KEY: Final = Scalar('public key, "type base64"', host_key)
PATH: Final = Scalar("path", text)

PLATFORM: Final = Scalar(", ".join(PLATFORMS), choice(*PLATFORMS))
ARCHITECTURE: Final = Scalar(" or ".join(ARCHITECTURES), choice(*ARCHITECTURES))

BASTION: Final = Object(
    "an SSH server to hop through",
    BastionEntry,
    (
        Key("address", Scalar("address or DNS name", host_address), "Address of the bastion.", CONNECTION),
        Key("port", PORT, "Port of its SSH server.", CONNECTION, default=22),
        Key("user", USER, "User on the bastion.", CONNECTION, default="root"),
        Key("hostKey", HOST_KEY, "Its public host key.", CONNECTION, default=Default.NONE, unset="taken from `ssh.knownHosts`"),
    ),
)

SSH: Final = Object(
    "how hosts are reached",
    SshDefaults,
    (
        Key("user", USER, "User on every host; not root: needs sudo without a password.", CONNECTION, default="root"),
        Key("port", PORT, "Port of the hosts' SSH servers.", CONNECTION, default=22),
        Key(
            "knownHosts",
            PATH,
            "A known_hosts file (sshd(8), hashed entries too) with the keys of hosts that have no `hostKey`.",
            CONNECTION,
            default=Default.NONE,
            unset="every host needs a `hostKey`",
        ),
        Key(
            "privateKeyFile",
            PATH,
            "A private key file; its content then stands, encrypted, in the state.",
            CONNECTION,
            default=Default.NONE,
            unset="the SSH agent is asked, or the secret `kubeadm:sshPrivateKey` is used",
        ),
        Key(
            "bastion",
            BASTION,
            "The host that connections hop through.",
            CONNECTION,
            default=Default.NONE,
            unset="hosts are reached directly",
        ),
    ),
)

HOST_SSH: Final = Object(
    "what differs from `ssh` for one host",
    HostSsh,
    (
        Key("user", USER, "User on this host.", CONNECTION, default=Default.NONE, unset="`ssh.user`"),
        Key("port", PORT, "Port of its SSH server.", CONNECTION, default=Default.NONE, unset="`ssh.port`"),
        Key("bastion", BASTION, "Its bastion.", CONNECTION, default=Default.NONE, unset="`ssh.bastion`"),
    ),
)

HOST: Final = Object(
    "a host",
    HostEntry,
    (
        Key(
            "name",
            Scalar("DNS label", dns_label),
            "Its name, and that of its Node where it becomes one.",
            "removes the host and adds one of the new name",
        ),
        Key(
            "address",
            Scalar("IPv4 address", address),
            "Its address, where its SSH server listens too.",
            "not while it is in the cluster: remove the host, run `up`, add it",
        ),
        Key("hostKey", HOST_KEY, "Its public host key.", CONNECTION, default=Default.NONE, unset="taken from `ssh.knownHosts`"),
        Key("ssh", HOST_SSH, "What differs from `ssh`.", CONNECTION, default={}),
        Key(
            "platform",
            PLATFORM,
            "The release of its system, as its /etc/os-release has it.",
            PLATFORM_CHANGE,
            default=Default.NONE,
            unset="that of its pool, else of the stack",
        ),
        Key(
            "architecture",
            ARCHITECTURE,
            "The architecture of its processor.",
            "only with another `generation`: it is another machine",
            default=Default.NONE,
            unset="that of its pool, else of the stack",
        ),
        Key(
            "generation",
            Scalar("number", integer(1, 100_000)),
            "Counts the disks it has had; raise it, and write the new `hostKey`, when it comes back on an empty one.",
            "the host is born anew; what it was is forgotten without contact",
            default=1,
        ),
        Key(
            "dead",
            Scalar("truth value", truth),
            "That its disk is lost: it is not contacted any more.",
            "`true` takes its etcd member and its Node away; after that take the host out, or raise its `generation`",
            default=False,
        ),
    ),
)

HOSTS: Final = ListOf(HOST, empty="one host at least")
