"""The CAs and keys of a cluster. kubeadm signs the leaf certificates with them, so its renewals and upgrades keep working."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pulumi
import pulumi_tls as tls
from cryptography import x509

from .core.config.model import Host
from .core.render.kubeconfig import Credentials
from .core.steps import JoinMaterial
from .keys import ecdsa_key
from .minting import mint
from .naming import Part, within

CA_HOURS = 10 * 365 * 24
LEAF_HOURS = 365 * 24
ADMIN_RENEWAL_HOURS = 30 * 24
# Longer, because its renewal has to reach the hosts.
ETCD_RENEWAL_HOURS = 90 * 24
# It need not outlive the run that issues it: joins ignore changes of it.
JOIN_LIFETIME = timedelta(hours=12)
BOOTSTRAPPERS = "system:bootstrappers:kubeadm:default-node-token"
CLUSTER_ADMINS = "kubeadm:cluster-admins"


@dataclass(frozen=True)
class Usage:
    """The usage of a certificate: `purposes` are server_auth and client_auth, `names` and `addresses` those of its server."""

    purposes: tuple[str, ...]
    renewal_hours: int
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Authority(Part):
    """A CA: an ECDSA P256 key and a certificate valid for ten years, which `up` never renews."""

    crt: pulumi.Output[str]
    key: pulumi.Output[str]

    def __init__(self, name: str, common_name: str, protect: bool, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:Authority", name, {}, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=protect)
        private = ecdsa_key(f"{name}-key", kept)
        certificate = tls.SelfSignedCert(
            within(kept, f"{name}-cert"),
            private_key_pem=private.private_key_pem,
            subject={"common_name": common_name},
            is_ca_certificate=True,
            set_subject_key_id=True,
            allowed_uses=["cert_signing", "digital_signature", "key_encipherment"],
            validity_period_hours=CA_HOURS,
            # With a renewal window, `up` would replace the CA, and with it the cluster.
            early_renewal_hours=0,
            opts=kept,
        )
        self.crt = certificate.cert_pem
        self.key = private.private_key_pem
        self.public_key = private.public_key_pem
        self.register_outputs({"crt": self.crt})


class Pki(Part):
    """The CAs of a cluster, its service account key, and the certificates issued here: of the administrator and of joining hosts."""

    ca_hash: pulumi.Output[str]
    """The digest of the CA's public key, for `kubeadm join --discovery-token-ca-cert-hash`."""

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
        """Returns what every control plane gets before kubeadm runs there, without the files of the etcd topology."""
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
        """Returns a text that changes with the secret and may be shown: an HMAC with the service account key, truncated to 64 bits."""
        keyed = pulumi.Output.all(self.service_accounts.private_key_pem, secret).apply(_keyed_digest)
        return pulumi.Output.unsecret(keyed)

    def until(self, certificate: pulumi.Output[Credentials]) -> pulumi.Output[str]:
        """Returns when a certificate ends, in UTC (RFC 3339): a text that may be shown and changes when `up` renews it."""
        return pulumi.Output.unsecret(certificate.apply(lambda found: end_of(found.client_crt)))

    def etcd_member(self, host: Host) -> pulumi.Output[Credentials]:
        """Returns a certificate for a member of external etcd, as server, peer and client. `up` renews it in its last three months."""
        return self._certificate(
            f"{host.name}-etcd",
            self.etcd,
            tls.CertRequestSubjectArgs(common_name=host.name),
            Usage(("server_auth", "client_auth"), ETCD_RENEWAL_HOURS, (host.name, "localhost"), (str(host.address), "127.0.0.1")),
        )

    def etcd_client(self) -> pulumi.Output[Credentials]:
        """Returns the etcd client certificate of the API servers, with kubeadm's name. `up` renews it in its last three months."""
        subject = tls.CertRequestSubjectArgs(common_name="kube-apiserver-etcd-client")
        return self._certificate("apiserver-etcd-client", self.etcd, subject, Usage(("client_auth",), ETCD_RENEWAL_HOURS))

    def etcd_reader(self) -> pulumi.Output[Credentials]:
        """Returns an etcd client certificate for programs other than API servers. `up` renews it in its last three months."""
        subject = tls.CertRequestSubjectArgs(common_name="etcd-client")
        return self._certificate("etcd-client", self.etcd, subject, Usage(("client_auth",), ETCD_RENEWAL_HOURS))

    def _admin(self) -> pulumi.Output[Credentials]:
        """Returns a certificate of an administrator, valid for a year. `up` renews it in its last month."""
        subject = tls.CertRequestSubjectArgs(common_name="kubernetes-admin", organization=CLUSTER_ADMINS)
        return self._certificate("admin", self.cluster, subject, Usage(("client_auth",), ADMIN_RENEWAL_HOURS))

    def _certificate(
        self, name: str, authority: Authority, subject: tls.CertRequestSubjectArgs, usage: Usage
    ) -> pulumi.Output[Credentials]:
        private = ecdsa_key(f"{name}-key", self._child)
        request = tls.CertRequest(
            within(self._child, f"{name}-request"),
            private_key_pem=private.private_key_pem,
            subject=subject,
            dns_names=[*usage.names] or None,
            ip_addresses=[*usage.addresses] or None,
            opts=self._child,
        )
        certificate = tls.LocallySignedCert(
            within(self._child, f"{name}-cert"),
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


def end_of(certificate_pem: str) -> str:
    """Returns when the certificate ends, in UTC (RFC 3339)."""
    return x509.load_pem_x509_certificate(certificate_pem.encode()).not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def public_key_hash(public_key_pem: str) -> str:
    """Returns `sha256:` and the hexadecimal digest of the key in DER form (SubjectPublicKeyInfo)."""
    body = "".join(line for line in public_key_pem.splitlines() if not line.startswith("-----"))
    return "sha256:" + hashlib.sha256(base64.b64decode(body)).hexdigest()


def _keyed_digest(texts: list[str]) -> str:
    key, secret = texts
    return hmac.new(key.encode(), secret.encode(), hashlib.sha256).hexdigest()[:16]


def _joining(authority: list[str]) -> Credentials:
    crt, key = authority
    return mint(crt, key, "joining-host", BOOTSTRAPPERS, datetime.now(UTC), JOIN_LIFETIME)
