"""The keys a cluster is made of. kubeadm signs the leaves with them, so its renewals and upgrades keep working."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pulumi
import pulumi_tls as tls

from .core.render.kubeconfig import Credentials
from .core.spec.model import Host
from .core.steps import JoinMaterial
from .keys import ecdsa_key
from .minting import mint

CA_HOURS = 10 * 365 * 24
LEAF_HOURS = 365 * 24
ADMIN_RENEWAL_HOURS = 30 * 24
# Its renewal has to reach hosts, so there is more time for it.
ETCD_RENEWAL_HOURS = 90 * 24
# It must only outlive the run that minted it: births ignore it afterwards.
JOIN_LIFETIME = timedelta(hours=12)
BOOTSTRAPPERS = "system:bootstrappers:kubeadm:default-node-token"
CLUSTER_ADMINS = "kubeadm:cluster-admins"


@dataclass(frozen=True)
class Usage:
    """What a certificate is for: `purposes` of server_auth and client_auth, and the names and addresses of its server."""

    purposes: tuple[str, ...]
    renewal_hours: int
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Authority(pulumi.ComponentResource):
    """A CA of its own: an ECDSA P256 key and a certificate for ten years, which `up` never renews by itself."""

    crt: pulumi.Output[str]
    key: pulumi.Output[str]

    def __init__(self, name: str, common_name: str, protect: bool, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:Authority", name, {}, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=protect)
        private = ecdsa_key(f"{name}-key", kept)
        certificate = tls.SelfSignedCert(
            f"{name}-cert",
            private_key_pem=private.private_key_pem,
            subject={"common_name": common_name},
            is_ca_certificate=True,
            set_subject_key_id=True,
            allowed_uses=["cert_signing", "digital_signature", "key_encipherment"],
            validity_period_hours=CA_HOURS,
            # Inside a renewal window a plain `up` would replace the CA, and with it the cluster.
            early_renewal_hours=0,
            opts=kept,
        )
        self.crt = certificate.cert_pem
        self.key = private.private_key_pem
        self.public_key = private.public_key_pem
        self.register_outputs({"crt": self.crt})


class Pki(pulumi.ComponentResource):
    """The cluster's CAs, its service account key, and what is signed with them here: the admin's and the joining hosts' certificates."""

    ca_hash: pulumi.Output[str]
    """Digest of the CA's public key, as `kubeadm join --discovery-token-ca-cert-hash` takes it."""

    def __init__(self, name: str, protect: bool, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:Pki", name, {}, opts)
        self._child = child = pulumi.ResourceOptions(parent=self)
        self.cluster = Authority("ca", "kubernetes", protect, child)
        self.etcd = Authority("etcd-ca", "etcd-ca", protect, child)
        self.front_proxy = Authority("front-proxy-ca", "front-proxy-ca", protect, child)
        self.service_accounts = ecdsa_key("service-account-key", pulumi.ResourceOptions(parent=self, protect=protect))
        self.admin = self._admin()
        self.joining = pulumi.Output.all(self.cluster.crt, self.cluster.key).apply(_joining)
        self.ca_hash = self.cluster.public_key.apply(public_key_hash)
        self.register_outputs({"caHash": self.ca_hash})

    def control_plane_material(self, discovery_kubeconfig: pulumi.Output[str]) -> pulumi.Output[JoinMaterial]:
        """What every control plane is given before kubeadm runs there; the etcd topology adds its own."""
        return pulumi.Output.all(
            discovery_kubeconfig=discovery_kubeconfig,
            ca_crt=self.cluster.crt,
            ca_key=self.cluster.key,
            front_proxy_ca_crt=self.front_proxy.crt,
            front_proxy_ca_key=self.front_proxy.key,
            sa_key=self.service_accounts.private_key_pem,
            sa_pub=self.service_accounts.public_key_pem,
        ).apply(lambda texts: JoinMaterial(**texts))

    def mark(self, secret: pulumi.Output[str]) -> pulumi.Output[str]:
        """A text for every preview that changes when the secret does. Without the key of service accounts it tells nothing of it."""
        keyed = pulumi.Output.all(self.service_accounts.private_key_pem, secret).apply(_keyed_digest)
        return pulumi.Output.unsecret(keyed)

    def etcd_member(self, host: Host) -> pulumi.Output[Credentials]:
        """For a member of etcd on a host of its own, as a server, a peer and a client; renewed like that of the API servers."""
        return self._certificate(
            f"{host.name}-etcd",
            self.etcd,
            tls.CertRequestSubjectArgs(common_name=host.name),
            Usage(("server_auth", "client_auth"), ETCD_RENEWAL_HOURS, (host.name, "localhost"), (str(host.address), "127.0.0.1")),
        )

    def etcd_client(self) -> pulumi.Output[Credentials]:
        """For API servers whose etcd is elsewhere, named as kubeadm names it; inside its last three months a plain `up` makes a new one."""
        subject = tls.CertRequestSubjectArgs(common_name="kube-apiserver-etcd-client")
        return self._certificate("apiserver-etcd-client", self.etcd, subject, Usage(("client_auth",), ETCD_RENEWAL_HOURS))

    def _admin(self) -> pulumi.Output[Credentials]:
        """An administrator for a year; inside its last month a plain `up` makes a new one."""
        subject = tls.CertRequestSubjectArgs(common_name="kubernetes-admin", organization=CLUSTER_ADMINS)
        return self._certificate("admin", self.cluster, subject, Usage(("client_auth",), ADMIN_RENEWAL_HOURS))

    def _certificate(
        self, name: str, authority: Authority, subject: tls.CertRequestSubjectArgs, usage: Usage
    ) -> pulumi.Output[Credentials]:
        private = ecdsa_key(f"{name}-key", self._child)
        request = tls.CertRequest(
            f"{name}-request",
            private_key_pem=private.private_key_pem,
            subject=subject,
            dns_names=[*usage.names] or None,
            ip_addresses=[*usage.addresses] or None,
            opts=self._child,
        )
        certificate = tls.LocallySignedCert(
            f"{name}-cert",
            cert_request_pem=request.cert_request_pem,
            ca_cert_pem=authority.crt,
            ca_private_key_pem=authority.key,
            allowed_uses=["digital_signature", "key_encipherment", *usage.purposes],
            validity_period_hours=LEAF_HOURS,
            early_renewal_hours=usage.renewal_hours,
            opts=self._child,
        )
        return pulumi.Output.all(ca_crt=authority.crt, client_crt=certificate.cert_pem, client_key=private.private_key_pem).apply(
            lambda texts: Credentials(**texts)
        )


def public_key_hash(public_key_pem: str) -> str:
    """`sha256:` and the hex digest of the key's DER form (SubjectPublicKeyInfo)."""
    body = "".join(line for line in public_key_pem.splitlines() if not line.startswith("-----"))
    return "sha256:" + hashlib.sha256(base64.b64decode(body)).hexdigest()


def _keyed_digest(texts: list[str]) -> str:
    key, secret = texts
    return hmac.new(key.encode(), secret.encode(), hashlib.sha256).hexdigest()[:16]


def _joining(authority: list[str]) -> Credentials:
    crt, key = authority
    return mint(crt, key, "joining-host", BOOTSTRAPPERS, datetime.now(UTC), JOIN_LIFETIME)
