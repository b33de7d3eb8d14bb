"""CertRequest: a certificate signing request."""

from __future__ import annotations

import hashlib

from lab.plugins.serving import Created, Properties
from lab.plugins.tls import keys
from lab.plugins.tls.issued import Issued
from lab.plugins.tls.subjects import NAME_INPUTS, alternative_names, subject


class CertRequest(Issued):
    """A request to a CA for a certificate of a key."""

    inputs = NAME_INPUTS | {"privateKeyPem"}
    secrets = frozenset({"privateKeyPem"})
    made = frozenset({"id", "certRequestPem", "keyAlgorithm"})

    def make(self, inputs: Properties) -> Created:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        key = keys.load(inputs["privateKeyPem"])
        builder = x509.CertificateSigningRequestBuilder(subject(inputs))
        names = alternative_names(inputs)
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        pem = builder.sign(key, keys.digest(key)).public_bytes(Encoding.PEM).decode()
        identity = hashlib.sha1(pem.encode(), usedforsecurity=False).hexdigest()
        return Created(identity, {"certRequestPem": pem, "keyAlgorithm": keys.algorithm(key)})
