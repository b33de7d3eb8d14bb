"""Stand-in for the tls plugin: keys, self-signed certificates, requests, and certificates signed by a private CA."""

from __future__ import annotations

from lab.plugins.serving import Provider, Resource
from lab.plugins.tls.certificates import LocallySignedCert, SelfSignedCert
from lab.plugins.tls.keys import PrivateKey
from lab.plugins.tls.requests import CertRequest


class Tls(Provider):
    """Makes keys and certificates like hashicorp/tls, with the package cryptography."""

    name = "tls"
    version = "5.5.1"

    def __init__(self) -> None:
        self._resources: dict[str, Resource] = {
            "tls:index/privateKey:PrivateKey": PrivateKey(),
            "tls:index/selfSignedCert:SelfSignedCert": SelfSignedCert(),
            "tls:index/certRequest:CertRequest": CertRequest(),
            "tls:index/locallySignedCert:LocallySignedCert": LocallySignedCert(),
        }

    def resource(self, token: str) -> Resource:
        if token not in self._resources:
            raise self.unsupported(token)
        return self._resources[token]


PROVIDER = Tls()
