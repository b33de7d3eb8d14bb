"""Serving certificates as their clients see them, and requests for such that a node makes."""

import base64
import ipaddress
import re
import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KUBELET_PORT = 10250


def authority(kubeconfig: str) -> str:
    """The cluster's CA, in PEM, of a kubeconfig."""
    [encoded] = re.findall(r"certificate-authority-data: (\S+)", kubeconfig)
    return base64.b64decode(encoded).decode()


def kubelet_proves_itself(address: str, ca: str) -> bool:
    """Whether the kubelet at an address has a certificate of the CA for this very address."""
    try:
        with (
            socket.create_connection((address, KUBELET_PORT), timeout=5) as plain,
            ssl.create_default_context(cadata=ca).wrap_socket(plain, server_hostname=address) as secured,
        ):
            return secured.version() is not None
    except (OSError, ssl.SSLError):
        return False


def signing_request(name: str, node: str, dns: str, address: str) -> str:
    """A CertificateSigningRequest for a kubelet's serving certificate, with what `node` may not ask for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "system:nodes"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"system:node:{node}"),
    ]
    names = x509.SubjectAlternativeName([x509.DNSName(dns), x509.IPAddress(ipaddress.ip_address(address))])
    request = x509.CertificateSigningRequestBuilder(x509.Name(subject)).add_extension(names, critical=False).sign(key, hashes.SHA256())
    text = base64.b64encode(request.public_bytes(serialization.Encoding.PEM)).decode()
    return f"""\
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {{name: {name}}}
spec:
  request: {text}
  signerName: kubernetes.io/kubelet-serving
  usages: [digital signature, server auth]
"""
