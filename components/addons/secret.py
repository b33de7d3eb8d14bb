"""Texts of the stack's secrets that an addon's pods read from a Secret."""

import base64
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SecretText:
    """A Secret with one key; `source` is the name of the stack's configuration that holds the text."""

    source: str
    name: str
    namespace: str
    key: str

    def object(self, text: Any) -> dict[str, Any]:
        """The Secret; `text` is base64."""
        metadata = {"name": self.name, "namespace": self.namespace}
        return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": {self.key: text}}


def encoded(text: str) -> str:
    """Text as a Secret's `data` has it."""
    return base64.b64encode(text.encode()).decode()
