"""Secret texts of the stack's configuration, which pods of an addon read from a Secret."""

import base64
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SecretText:
    """A Secret with one key. `source` is the name of the configuration that holds the text."""

    source: str
    name: str
    namespace: str
    key: str

    def object(self, text: Any) -> dict[str, Any]:
        """Returns the Secret; `text` is in base64."""
        metadata = {"name": self.name, "namespace": self.namespace}
        return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": {self.key: text}}


def encoded(text: str) -> str:
    """Returns a text as it is in `data` of a Secret."""
    return base64.b64encode(text.encode()).decode()
