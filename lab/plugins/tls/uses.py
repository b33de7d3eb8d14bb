"""The names of `allowedUses` and the certificate extensions that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509

_KEY_USAGES = {
    "digital_signature": "digital_signature",
    "content_commitment": "content_commitment",
    "key_encipherment": "key_encipherment",
    "data_encipherment": "data_encipherment",
    "key_agreement": "key_agreement",
    "cert_signing": "key_cert_sign",
    "crl_signing": "crl_sign",
    "encipher_only": "encipher_only",
    "decipher_only": "decipher_only",
}
_EXTENDED = {
    "any_extended": "2.5.29.37.0",
    "server_auth": "1.3.6.1.5.5.7.3.1",
    "client_auth": "1.3.6.1.5.5.7.3.2",
    "code_signing": "1.3.6.1.5.5.7.3.3",
    "email_protection": "1.3.6.1.5.5.7.3.4",
    "ipsec_end_system": "1.3.6.1.5.5.7.3.5",
    "ipsec_tunnel": "1.3.6.1.5.5.7.3.6",
    "ipsec_user": "1.3.6.1.5.5.7.3.7",
    "timestamping": "1.3.6.1.5.5.7.3.8",
    "ocsp_signing": "1.3.6.1.5.5.7.3.9",
}

NAMES = frozenset(_KEY_USAGES) | frozenset(_EXTENDED)


def key_usage(uses: list[str]) -> x509.KeyUsage | None:
    """Returns the KeyUsage extension, if any of the uses belongs in it."""
    from cryptography import x509

    wanted = {_KEY_USAGES[use] for use in uses if use in _KEY_USAGES}
    return x509.KeyUsage(**{bit: bit in wanted for bit in _KEY_USAGES.values()}) if wanted else None


def extended_key_usage(uses: list[str]) -> x509.ExtendedKeyUsage | None:
    """Returns the ExtendedKeyUsage extension, if any of the uses belongs in it."""
    from cryptography import x509

    wanted = [x509.ObjectIdentifier(_EXTENDED[use]) for use in uses if use in _EXTENDED]
    return x509.ExtendedKeyUsage(wanted) if wanted else None
