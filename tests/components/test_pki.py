"""The cluster's keys, and what is signed with them."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from components.core.config.model import ClusterSpec
from components.minting import mint
from components.pki import public_key_hash
from tests.components.graph import Graph, of_cluster, secret_input
from tests.components.material import authority

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def graph(small: ClusterSpec) -> Graph:
    return of_cluster(small)


@pytest.mark.parametrize(("name", "common_name"), [("ca", "kubernetes"), ("etcd-ca", "etcd-ca"), ("front-proxy-ca", "front-proxy-ca")])
def test_a_ca_lives_for_ten_years_and_is_never_renewed_by_itself(graph: Graph, name: str, common_name: str):
    ca = graph[f"{name}-cert"].inputs
    assert ca["subject"] == {"commonName": common_name}
    assert ca["isCaCertificate"] is True
    assert ca["validityPeriodHours"] == 87600
    assert ca["earlyRenewalHours"] == 0


def test_every_key_is_of_a_curve_that_kubernetes_can_use(graph: Graph):
    keys = graph.of_type("tls:index/privateKey:PrivateKey")
    assert len(keys) == 6
    assert {(key.inputs["algorithm"], key.inputs["ecdsaCurve"]) for key in keys} == {("ECDSA", "P256")}


def test_the_admin_is_renewed_within_its_last_month(graph: Graph):
    assert graph["admin-request"].inputs["subject"] == {"commonName": "kubernetes-admin", "organization": "kubeadm:cluster-admins"}
    assert graph["admin-cert"].inputs["validityPeriodHours"] == 8760
    assert graph["admin-cert"].inputs["earlyRenewalHours"] == 720


def minted() -> x509.Certificate:
    crt, key, _ = authority()
    return x509.load_pem_x509_certificate(mint(crt, key, "joining-host", "a:group", NOW, timedelta(hours=12)).client_crt.encode())


def test_a_minted_certificate_proves_a_group_and_nothing_else():
    certificate = minted()
    assert [a.value for a in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)] == ["a:group"]
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert certificate.not_valid_after_utc == NOW + timedelta(hours=12)


def test_a_minted_certificate_is_signed_by_the_ca():
    ca = x509.load_pem_x509_certificate(authority()[0].encode())
    certificate = minted()
    key = ca.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(hashes.SHA256()))


def test_a_minted_certificate_does_not_begin_before_its_ca():
    """Some clients refuse such a chain; and a host whose clock is an hour behind accepts what begins in its past."""
    crt, key, _ = authority()
    born = x509.load_pem_x509_certificate(crt.encode()).not_valid_before_utc
    young = mint(crt, key, "x", "y", born + timedelta(minutes=1), timedelta(hours=12))
    assert x509.load_pem_x509_certificate(young.client_crt.encode()).not_valid_before_utc == born


def test_a_ca_of_a_kind_that_kubeadm_cannot_use_is_refused():
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    with pytest.raises(ValueError, match="Ed25519PrivateKey, want ECDSA or RSA"):
        mint(authority()[0], pem, "x", "y", NOW, timedelta(hours=1))


def test_the_joining_kubeconfig_is_for_bootstrappers(graph: Graph):
    step_input = secret_input(graph["w-1-join"])
    text = step_input.partition("discovery.conf 0600 '")[2].partition("'")[0]
    config = yaml.safe_load(text)
    assert config["clusters"][0]["cluster"]["server"] == "https://10.0.0.10:6443"
    certificate = x509.load_pem_x509_certificate(base64.b64decode(config["users"][0]["user"]["client-certificate-data"]))
    groups = [a.value for a in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    assert groups == ["system:bootstrappers:kubeadm:default-node-token"]
    assert certificate.not_valid_after_utc - datetime.now(UTC) < timedelta(hours=13)


def test_the_ca_hash_is_that_of_kubeadm():
    """`openssl x509 -pubkey | openssl pkey -pubin -outform der | sha256sum`."""
    crt, _, public = authority()
    der = (
        x509.load_pem_x509_certificate(crt.encode())
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    assert public_key_hash(public) == f"sha256:{digest.finalize().hex()}"
