"""Stack file objects as a Python program writes them."""

import re
from typing import Any

from components.core.config.nested import nested
from components.core.config.schema.cluster import CLUSTER

TABLES = {path for path, _ in nested("", CLUSTER)}


def as_arguments(document: Any, path: str = "") -> Any:
    """The object with the keys of tables in snake_case; names of the user's own stay, and so do the fields of upstream objects."""
    if isinstance(document, list):
        return [as_arguments(item, f"{path}[]") for item in document]
    if not isinstance(document, dict):
        return document
    of_a_table = path in TABLES or path.removesuffix("[]") in TABLES
    below = {name: f"{path}.{name if of_a_table else '*'}".removeprefix(".") for name in document}
    spelled = {name: re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", name) if of_a_table else name for name in document}
    return {spelled[name]: as_arguments(value, below[name]) for name, value in document.items()}
