"""What the tls stand-in refuses, and that its certificates hold; their contents are in tests/engine/parity."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lab.plugins.serving import Failure, InvalidInputs, plain
from lab.plugins.tls import PROVIDER
from tests.lab.plugins.calls import call

CA = {"isCaCertificate": True, "validityPeriodHours": 10, "allowedUses": ["cert_signing"], "subject": {"commonName": "ca"}}


def made(kind, **inputs):
    resource = PROVIDER.resource(f"tls:index/{kind[0].lower()}{kind[1:]}:{kind}")
    return plain(resource.create(call(), resource.check(call(), {}, inputs)).state)


@pytest.mark.parametrize("key", [{"algorithm": "RSA"}, {"algorithm": "ECDSA", "ecdsaCurve": "P384"}, {"algorithm": "ED25519"}])
def test_a_leaf_is_signed_by_its_ca(key):
    pem = made("PrivateKey", **key)["privateKeyPem"]
    ca = made("SelfSignedCert", privateKeyPem=pem, **CA)["certPem"]
    request = made("CertRequest", privateKeyPem=pem, subject={"commonName": "leaf", "streetAddresses": ["a", "b"]}, uris=["urn:x"])
    leaf = made(
        "LocallySignedCert",
        certRequestPem=request["certRequestPem"],
        caCertPem=ca,
        caPrivateKeyPem=pem,
        validityPeriodHours=1,
        allowedUses=["server_auth"],
    )["certPem"]
    certificate = x509.load_pem_x509_certificate(leaf.encode())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(ca.encode()))
    assert certificate.public_key() == load_pem_private_key(pem.encode(), None).public_key()


@pytest.mark.parametrize(
    ("kind", "inputs", "said"),
    [
        ("PrivateKey", {"algorithm": "DSA"}, "algorithm: got 'DSA', want one of RSA"),
        ("PrivateKey", {"algorithm": "ECDSA", "ecdsaCurve": "P1"}, "ecdsaCurve: got 'P1'"),
        ("SelfSignedCert", CA | {"privateKeyPemWo": "k"}, "privateKeyPemWo: is not supported by the lab's stand-in"),
        ("SelfSignedCert", CA | {"allowedUses": ["x"]}, r"allowedUses\[0\]: got 'x'"),
        ("SelfSignedCert", CA | {"earlyRenewalHours": -1}, "earlyRenewalHours: got -1, want 0 or more"),
    ],
)
def test_bad_inputs_are_named(kind, inputs, said):
    with pytest.raises(InvalidInputs, match=said):
        made(kind, **inputs)


def test_a_key_that_is_none_is_an_error_without_the_key():
    with pytest.raises(Failure, match="private key:") as failed:
        made("SelfSignedCert", privateKeyPem="canary", **CA)
    assert "canary" not in str(failed.value)


def test_an_address_that_is_none_is_named():
    key = made("PrivateKey", algorithm="ECDSA", ecdsaCurve="P256")["privateKeyPem"]
    with pytest.raises(Failure, match=r"ipAddresses: '10\.0\.0' does not appear"):
        made("CertRequest", privateKeyPem=key, ipAddresses=["10.0.0"])
