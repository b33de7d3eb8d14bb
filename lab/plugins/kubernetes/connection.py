"""The connection to an API server that a kubeconfig describes, made by the Kubernetes client library."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

_CONNECTIONS = 32


class Unreachable(Exception):
    """Raised if the API server does not answer, or the kubeconfig does not lead to one."""


def connect(kubeconfig: Mapping[str, Any], context: str | None) -> ApiClient:
    """Returns a client for the API server of a context, None for the current one, without a request yet. Raises Unreachable."""
    from kubernetes.config import ConfigException, new_client_from_config_dict

    # The library writes the client key to a file; it is read into memory here and the file is removed before the first request.
    with tempfile.TemporaryDirectory(prefix="lab-kubernetes-") as folder:
        try:
            client: ApiClient = new_client_from_config_dict(  # type: ignore[no-untyped-call]
                kubeconfig, context=context or None, persist_config=False, temp_file_path=folder
            )
            tls = _tls(client.configuration)
        except (ConfigException, OSError, ValueError) as error:
            raise Unreachable(f"the kubeconfig cannot be used: {error}") from None
    pool = client.rest_client.pool_manager.connection_pool_kw
    for key in ("ca_certs", "ca_cert_data", "cert_file", "key_file"):
        pool[key] = None
    pool["ssl_context"] = tls
    pool["maxsize"] = _CONNECTIONS
    return client


def _tls(configuration: Any) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=configuration.ssl_ca_cert)
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if configuration.cert_file:
        context.load_cert_chain(configuration.cert_file, configuration.key_file)
    return context
