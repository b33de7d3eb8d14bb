"""The common part of the stand-ins: the plugin side of the provider protocol of the engine, with plain Python values.

A stand-in is a `Provider` with a `Resource` for each type; `lab/plugins/run.py` serves it.
"""

from lab.plugins.serving.differences import Change, Diff, Kind, changes
from lab.plugins.serving.errors import Failure, InvalidInputs, PartialFailure
from lab.plugins.serving.log import Log
from lab.plugins.serving.resource import Call, Created, Provider, ReadState, Resource
from lab.plugins.serving.values import UNKNOWN, Archive, Asset, Properties, Secret, has_unknown, marked_like, plain

__all__ = [
    "UNKNOWN",
    "Archive",
    "Asset",
    "Call",
    "Change",
    "Created",
    "Diff",
    "Failure",
    "InvalidInputs",
    "Kind",
    "Log",
    "PartialFailure",
    "Properties",
    "Provider",
    "ReadState",
    "Resource",
    "Secret",
    "changes",
    "has_unknown",
    "marked_like",
    "plain",
]
