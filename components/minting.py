"""Client certificates that are valid for hours, issued while the program runs and stored nowhere."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .core.render.kubeconfig import Credentials

# A host whose clock is behind would refuse a certificate that is valid from now on.
BACKDATED = timedelta(hours=1)


def mint(ca_crt: str, ca_key: str, name: str, organization: str, now: datetime, lifetime: timedelta) -> Credentials:
    """Returns a client certificate with a new P256 key, signed by the CA (all in PEM). Kubernetes takes `organization` as the group.

    Raises:
        ValueError: the CA is not in PEM, or its key is neither ECDSA nor RSA.
    """
    authority = x509.load_pem_x509_certificate(ca_crt.encode())
    signer = serialization.load_pem_private_key(ca_key.encode(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(f"the CA's key is a {type(signer).__name__}, want ECDSA or RSA")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - BACKDATED, authority.not_valid_before_utc))
        .not_valid_after(now + lifetime)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return Credentials(
        ca_crt=ca_crt,
        client_crt=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        client_key=key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
    )
