"""Certificates and keys in PEM, as OpenSSL writes them."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificates

from ..problems import InvalidValue


def certificates(value: object) -> str:
    """One or more X.509 certificates, without the text that tools write around them."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue("a string that begins with -----BEGIN CERTIFICATE-----")
    if "PRIVATE KEY" in value:
        raise InvalidValue("certificates alone: a private key does not stand in a stack file")
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in _read(value))


def key_of(text: str, certificate: str) -> str:
    """The private key of a certificate (of the first one, where more follow it), as etcd's clients read keys.

    A certificate that cannot be read is no matter here: its own check says so.
    """
    try:
        # OpenSSH's own form, which is PEM to look at, is read here and not by Go.
        key = None if "OPENSSH" in text else load_pem_private_key(text.encode(), password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        key = None
    if key is None:
        raise InvalidValue("a private key in PEM as openssl writes it, without a passphrase")
    if _first_public_key(certificate) not in (None, key.public_key()):
        raise InvalidValue("the private key of etcd.cert, which is another one's")
    return text


def _first_public_key(certificate: str) -> CertificatePublicKeyTypes | None:
    try:
        return _read(certificate)[0].public_key()
    except InvalidValue:
        return None


def _read(text: str) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise InvalidValue("whole certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----") from error
