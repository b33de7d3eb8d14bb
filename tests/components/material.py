"""What plugins would have made: one CA with its key for everything, made once a test run."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BORN = datetime.now(UTC) - timedelta(days=1)


@cache
def authority() -> tuple[str, str, str]:
    """Certificate, private key and public key of a CA, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(BORN)
        .not_valid_after(BORN + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode(), public.decode()


def invented(type_token: str, name: str) -> dict[str, Any]:
    """The outputs that a plugin adds to a resource's inputs."""
    certificate, private, public = authority()
    match type_token.rpartition(":")[2]:
        case "PrivateKey":
            return {"privateKeyPem": private, "publicKeyPem": public}
        case "SelfSignedCert" | "LocallySignedCert":
            return {"certPem": certificate}
        case "CertRequest":
            return {"certRequestPem": f"request of {name}"}
        case _:
            return {}
