"""Imports the protobuf modules of the SDK without the SDK, in a third of the time, which each preview spends for each plugin."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def import_without_sdk() -> None:
    """Makes `pulumi.runtime.proto.<module>` importable alone. For the process of a plugin only: `import pulumi` has no names afterwards."""
    spec = find_spec("pulumi")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the Pulumi SDK is not installed for this Python: pip install pulumi")
    root = Path(spec.origin).parent
    for name, folder in (("pulumi", root), ("pulumi.runtime", root / "runtime"), ("pulumi.runtime.proto", root / "runtime" / "proto")):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    _allow_deep_messages()


def _allow_deep_messages() -> None:
    """Allows objects nested deeper than 32 levels, such as definitions (CRDs): the SDK lifts the limits of protobuf when imported, too."""
    messages = import_module("google.protobuf.pyext.cpp_message")._message
    if messages is not None:
        messages.SetAllowOversizeProtos(True)
