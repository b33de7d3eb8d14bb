"""What a PEM text is, without what differs from run to run."""

import re

from cryptography import x509
from cryptography.hazmat.primitives import serialization


def facts(text):
    """The kind of key, or a certificate's fields, that `text` holds."""
    label, data = text.split("-----")[1].removeprefix("BEGIN "), text.encode()
    if "OPENSSH" in label:
        return {"pem": label}
    ending = {"pem": label, "final newline": text.endswith("\n")}
    if "REQUEST" in label:
        return ending | _certified(x509.load_pem_x509_csr(data))
    if "CERTIFICATE" in label:
        certificate = x509.load_pem_x509_certificate(data)
        life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
        return ending | _certified(certificate) | {"issuer": certificate.issuer.rfc4514_string(), "hours": life.total_seconds() / 3600}
    key = serialization.load_pem_public_key(data) if "PUBLIC" in label else serialization.load_pem_private_key(data, None)
    return ending | {"key": _key(key)}


def _certified(holder):
    algorithm = holder.signature_hash_algorithm
    return {
        "subject": holder.subject.rfc4514_string(),
        "key": _key(holder.public_key()),
        "signature": algorithm.name if algorithm else None,
        "extensions": {each.oid._name: [each.critical, _without_bytes(repr(each.value))] for each in holder.extensions},
    }


def _key(key):
    size = getattr(getattr(key, "curve", None), "name", "") or str(getattr(key, "key_size", ""))
    return f"{type(key).__name__.strip('_')} {size}".strip()


def _without_bytes(text):
    return re.sub(r"""b(['"])(?:\\.|(?!\1).)*\1""", "<bytes>", text)
