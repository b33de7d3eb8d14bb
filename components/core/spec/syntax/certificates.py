"""Certificates in PEM, as OpenSSL writes them."""

from cryptography.x509 import load_pem_x509_certificates

from ..readers import Unfit
from .text import has_control


def certificates(value: object) -> str:
    """One or more X.509 certificates, and nothing that must be kept secret."""
    if not isinstance(value, str) or not value.strip():
        raise Unfit("text that begins with -----BEGIN CERTIFICATE-----")
    text = value.replace("\r\n", "\n").strip() + "\n"
    if "PRIVATE KEY" in text:
        raise Unfit("certificates alone: a private key does not stand in a stack file")
    try:
        load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise Unfit("whole certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----") from error
    if has_control(text, allowed="\n\t"):
        raise Unfit("text without control characters")
    return text
