"""The certificate of a service that API servers call: made for it alone, and trusted by them for nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

MOUNTED: Final = "/serving"
"""Where pods find tls.crt and tls.key."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A Service whose pods get a Secret with its certificate, which every APIService of the addon trusts."""

    service: str
    namespace: str

    @property
    def secret(self) -> str:
        """Name of the Secret (type kubernetes.io/tls)."""
        return f"{self.service}-serving"

    @property
    def host(self) -> str:
        """The name by which API servers verify it."""
        return f"{self.service}.{self.namespace}.svc"

    @property
    def volume(self) -> dict[str, Any]:
        """For the pod."""
        return {"name": "serving", "secret": {"secretName": self.secret}}

    @property
    def mount(self) -> dict[str, Any]:
        """For its container."""
        return {"name": "serving", "mountPath": MOUNTED, "readOnly": True}

    def objects(self, objects: Sequence[Any], certificate: Any, key: Any) -> tuple[Any, ...]:
        """The addon's objects with the Secret, and with the certificate where it is trusted; both values are base64 of PEM."""
        secret = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": self.secret, "namespace": self.namespace},
            "type": "kubernetes.io/tls",
            "data": {"tls.crt": certificate, "tls.key": key},
        }
        return (secret, *(_trusting(each, certificate) if each["kind"] == "APIService" else each for each in objects))


def _trusting(service: Any, certificate: Any) -> Any:
    return {**service, "spec": {**service["spec"], "caBundle": certificate}}
