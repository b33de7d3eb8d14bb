"""Join material as the library makes it: P256 CAs, a service-account key, and client certificates that live an hour."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from components.core.config.model import ClusterSpec, Host
from components.core.render.kubeconfig import Credentials, kubeconfig
from components.core.steps import JoinMaterial


class Authority:
    """A self-signed CA that signs client certificates."""

    def __init__(self, common_name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = _name(common_name)
        self.certificate = (
            _builder(name, name, self.key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def crt(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def credentials(self, user: str, group: str) -> Credentials:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(user, group), self.certificate.subject, key.public_key())
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return Credentials(
            ca_crt=self.crt, client_crt=certificate.public_bytes(serialization.Encoding.PEM).decode(), client_key=key_pem(key)
        )

    def member(self, host: Host) -> Credentials:
        """For a member of etcd: a server, a peer and a client."""
        key = ec.generate_private_key(ec.SECP256R1())
        places = (
            x509.DNSName(host.name),
            x509.DNSName("localhost"),
            x509.IPAddress(host.address),
            x509.IPAddress(IPv4Address("127.0.0.1")),
        )
        certificate = (
            _builder(_name(host.name), self.certificate.subject, key.public_key())
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(places), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return Credentials(
            ca_crt=self.crt, client_crt=certificate.public_bytes(serialization.Encoding.PEM).decode(), client_key=key_pem(key)
        )


class Pki:
    """All that a cluster of a test needs."""

    def __init__(self) -> None:
        self.ca, self.etcd, self.front_proxy = Authority("kubernetes"), Authority("etcd-ca"), Authority("front-proxy-ca")
        self.sa = ec.generate_private_key(ec.SECP256R1())

    def material(self, spec: ClusterSpec) -> JoinMaterial:
        bootstrapper = self.ca.credentials("bootstrapper", "system:bootstrappers:kubeadm:default-node-token")
        public = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return JoinMaterial(
            discovery_kubeconfig=kubeconfig(spec, "bootstrapper", bootstrapper),
            ca_crt=self.ca.crt,
            ca_key=key_pem(self.ca.key),
            etcd_ca_crt=self.etcd.crt,
            etcd_ca_key=key_pem(self.etcd.key),
            front_proxy_ca_crt=self.front_proxy.crt,
            front_proxy_ca_key=key_pem(self.front_proxy.key),
            sa_key=key_pem(self.sa),
            sa_pub=self.sa.public_key().public_bytes(*public).decode(),
        )


def key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    """SEC1, as pulumi-tls writes it."""
    secret = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    return key.private_bytes(*secret).decode()


def name_builder(common_name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """A certificate for a day, still to be signed."""
    return _builder(_name(common_name), issuer, key)


def _name(common_name: str, organization: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
    )
