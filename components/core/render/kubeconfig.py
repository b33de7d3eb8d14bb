"""kubeconfig files with an embedded client certificate."""

import base64
from dataclasses import dataclass, field

from ..config.model import ClusterSpec
from .document import document


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The CA of a cluster, and a client certificate issued by it with its key, in PEM form."""

    ca_crt: str
    client_crt: str
    client_key: str = field(repr=False)


def kubeconfig(spec: ClusterSpec, user: str, credentials: Credentials) -> str:
    """Returns a kubeconfig with one context, for the endpoint of the cluster; `user` is only a name inside the file."""
    context = f"{user}@{spec.name}"
    return document(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {
                    "name": spec.name,
                    "cluster": {"server": f"https://{spec.endpoint}", "certificate-authority-data": _data(credentials.ca_crt)},
                }
            ],
            "users": [
                {
                    "name": user,
                    "user": {"client-certificate-data": _data(credentials.client_crt), "client-key-data": _data(credentials.client_key)},
                }
            ],
            "contexts": [{"name": context, "context": {"cluster": spec.name, "user": user}}],
            "current-context": context,
        }
    )


def _data(pem: str) -> str:
    return base64.b64encode(pem.encode()).decode()
