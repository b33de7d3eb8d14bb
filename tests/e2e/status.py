"""The status of a test's cluster, and what makes it bad for a moment."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from lab.settings import Settings
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack
from tests.instruments.etcd import CLIENT_PORT
from tests.instruments.https import Identity, Server
from tests.lab_machine import ROOT

SUPER_ADMIN = "/etc/kubernetes/super-admin.conf"
ETCD_PKI = "/etc/kubernetes/pki/etcd"


@dataclass(frozen=True)
class Seen:
    """How `make status` ended, and what it printed as JSON."""

    code: int
    document: dict[str, Any]

    @property
    def concerns(self) -> list[tuple[str, str, str | None]]:
        """Level, check and host of each, but for the version of the lab, whose days are counted."""
        found = self.document["concerns"]
        return [(one["level"], one["check"], one["host"]) for one in found if one["check"] != "end-of-life"]

    def words(self, check: str) -> list[str]:
        """What was found of a check."""
        return [one["found"] for one in self.document["concerns"] if one["check"] == check]

    def files(self, host: str) -> set[str]:
        """Where a host has certificates."""
        return {one["file"] for one in self.document["certificates"] if one["host"] == host}


@dataclass(frozen=True)
class Asking:
    """A stack whose hosts are asked."""

    stack: Stack
    settings: Settings

    def status(self, *flags: str, name: str | None = None) -> Seen:
        """The status now, of the stack or of another one of the project."""
        place = ["--project", self.stack.directory, "--identity", self.settings.client_key]
        line = [sys.executable, "-m", "components.status", name or self.stack.name, "--json", *place, *flags]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert done.stderr == ""
        return Seen(done.returncode, json.loads(done.stdout))

    def with_a_host_that_is_away(self, name: str, address: str, host_key: str) -> Seen:
        """The status if the stack had one more worker, at an address where nobody is."""
        document = yaml.safe_load(self.stack.file.read_text())
        cluster = document["config"]["kubeadm:cluster"]
        cluster["workerPools"][0]["hosts"].append({"name": name, "address": address, "hostKey": host_key})
        self.stack.file.with_name("Pulumi.away.yaml").write_text(yaml.safe_dump(document))
        return self.status(name="away")


@contextmanager
def certificate_near_its_end(host: LabHost, days: int) -> Iterator[None]:
    """Puts a kubeconfig on a host, which nobody uses, with a certificate of a year that ends in so many days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "super")])
    ends = datetime.now(UTC) + timedelta(days=days, hours=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, ends - timedelta(days=365), ends).sign(key, hashes.SHA256())
    text = base64.b64encode(made.public_bytes(Encoding.PEM)).decode()
    host.run(f"test ! -e {SUPER_ADMIN} && printf '    client-certificate-data: %s\\n' {text} >{SUPER_ADMIN}")
    try:
        yield
    finally:
        host.run(f"rm {SUPER_ADMIN}")


@contextmanager
def alarm(host: LabHost, directory: Path) -> Iterator[None]:
    """Has the member of a host refuse writes, as one that is full does."""
    files = (host.run(f"cat {ETCD_PKI}/{name}") for name in ("ca.crt", "healthcheck-client.crt", "healthcheck-client.key"))
    server = Server(host.address, CLIENT_PORT, Identity(*files).context(directory))
    member = server.once("POST", "/v3/maintenance/status", {})["header"]["member_id"]
    server.once("POST", "/v3/maintenance/alarm", {"action": "ACTIVATE", "memberID": member, "alarm": "NOSPACE"})
    try:
        yield
    finally:
        server.once("POST", "/v3/maintenance/alarm", {"action": "DEACTIVATE", "memberID": member, "alarm": "NOSPACE"})


@contextmanager
def kubelet_stopped(host: LabHost) -> Iterator[None]:
    """Stops the kubelet of a host; its Node stays Ready for forty seconds."""
    host.run("systemctl stop kubelet")
    try:
        yield
    finally:
        host.run("systemctl start kubelet")
