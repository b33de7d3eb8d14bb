"""The certificate of a service that API servers call, issued for this service and trusted for no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

MOUNTED: Final = "/serving"
"""The directory of tls.crt and tls.key in pods."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A Service whose pods read its certificate from a Secret, and which every APIService of the addon trusts."""

    service: str
    namespace: str

    @property
    def secret(self) -> str:
        """The name of the Secret, of type kubernetes.io/tls."""
        return f"{self.service}-serving"

    @property
    def host(self) -> str:
        """The DNS name by which API servers verify it."""
        return f"{self.service}.{self.namespace}.svc"

    @property
    def volume(self) -> dict[str, Any]:
        """Returns the volume for the pod."""
        return {"name": "serving", "secret": {"secretName": self.secret}}

    @property
    def mount(self) -> dict[str, Any]:
        """Returns the volume mount for the container."""
        return {"name": "serving", "mountPath": MOUNTED, "readOnly": True}

    def objects(self, objects: Sequence[Any], certificate: Any, key: Any) -> tuple[Any, ...]:
        """Returns the addon's objects with the Secret, and with the certificate in its APIServices; both values are PEM in base64."""
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
