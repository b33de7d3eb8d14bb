"""The SDK's protobuf modules without the SDK: a third of the start-up time, which every preview pays for every plugin."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def import_without_sdk() -> None:
    """Let `pulumi.runtime.proto.<module>` be imported alone. For a plugin's own process; after it, `import pulumi` has no names."""
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
    """Take objects nested deeper than 32 levels, as definitions (CRDs) are: the SDK, too, lifts protobuf's limits when it is imported."""
    messages = import_module("google.protobuf.pyext.cpp_message")._message
    if messages is not None:
        messages.SetAllowOversizeProtos(True)
