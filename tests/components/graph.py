"""What a program registers, read from the requests that would reach the engine: no engine, no plugin, no host."""

import asyncio
import base64
import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import isawaitable
from typing import Any, TypeAlias
from unittest.mock import patch

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks, settings
from pulumi.runtime.proto import resource_pb2, source_pb2
from pulumi.runtime.stack import run_pulumi_func

from components import Cluster, Secrets, registrations
from components.core.config.model import ClusterSpec
from tests.components.material import invented

Functions: TypeAlias = Mapping[str, Callable[[Any], dict[str, Any]]]
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
CLUSTER_ID = "0123456789ab"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(frozen=True)
class Secret:
    """A value that the engine would encrypt and never show."""

    value: Any


@dataclass(frozen=True)
class Registered:
    """One request. Other resources appear by name; `inputs` holds Secret where the engine is told so."""

    request: resource_pb2.RegisterResourceRequest
    urn: str

    @property
    def name(self) -> str:
        return self.request.name

    @property
    def type(self) -> str:
        return self.request.type

    @cached_property
    def inputs(self) -> dict[str, Any]:
        return {key: opened(value) for key, value in json_format.MessageToDict(self.request.object).items()}

    @property
    def ignores(self) -> set[str]:
        return set(self.request.ignoreChanges)

    @property
    def deleted_with(self) -> str:
        return self.request.deletedWith.rpartition("::")[2]

    @property
    def parent(self) -> str:
        return self.request.parent.rpartition("::")[2]

    @property
    def waits_for(self) -> set[str]:
        return {urn.rpartition("::")[2] for urn in self.request.dependencies}


class Graph:
    """Everything one run registered."""

    def __init__(self, registered: list[Registered]) -> None:
        self.all = registered
        self._by_name: dict[str, list[Registered]] = {}
        for resource in registered:
            self._by_name.setdefault(resource.name, []).append(resource)

    def __getitem__(self, name: str) -> Registered:
        [one] = self._by_name.get(name, [])
        return one

    def names(self, part: str = "") -> set[str]:
        """Of all resources, or of those whose name ends in `-part`."""
        return {resource.name for resource in self.all if not part or resource.name.endswith(f"-{part}")}

    def of_type(self, prefix: str) -> list[Registered]:
        return [resource for resource in self.all if resource.type.startswith(prefix)]

    def steps(self) -> Iterator[Registered]:
        """Commands on hosts."""
        return iter(self.of_type("command:remote:Command"))

    def after(self, name: str) -> set[str]:
        """Everything that `name` waits for, directly or not, a parent's waits included."""
        found: set[str] = set()
        open_names, names = [name], self.names()
        while open_names:
            one = self[open_names.pop()]
            new = (one.waits_for | ({one.parent} & names)) - found
            found |= new
            open_names += new
        return found


class _Recorder(mocks.MockMonitor):
    def __init__(self, resources: mocks.Mocks) -> None:
        super().__init__(resources)
        self.registered: list[Registered] = []

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self.registered.append(Registered(request, response.urn))
        return response


class _Plugins(mocks.Mocks):
    def __init__(self, stored: dict[str, Any] | None, preview: bool, functions: Functions, kept: Mapping[str, Any]) -> None:
        self.stored, self.preview, self.functions, self.kept = stored, preview, functions, kept

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if args.typ == "pulumi:index:Stash":
            return args.name, {"input": args.inputs["input"], "output": self._output(args)}
        return args.name, {**args.inputs, **({} if self.preview else invented(args.typ, args.name))}

    def _output(self, args: mocks.MockResourceArgs) -> dict[str, Any]:
        match args.name:
            case "identity":
                return self.stored or args.inputs["input"]
            case "owner":
                return {"id": CLUSTER_ID}
            case _:
                return self.kept.get(args.name, args.inputs["input"])

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        assert args.token in self.functions, f"{args.token} is called: nothing is looked up outside"
        return self.functions[args.token](args.args)


def build(
    program: Callable[[], object],
    *,
    preview: bool = False,
    stored: dict[str, Any] | None = None,
    functions: Functions | None = None,
    kept: Mapping[str, Any] | None = None,
    project: str = "kubeadm",
) -> Graph:
    """Runs a program as a first `up`, or as a first preview, in which nothing that a plugin makes is known.

    `stored` is the identity that an earlier run left in the state, `kept` what it left in other stashes, by name; `functions` are
    those of plugins, by token.
    """
    recorder = _Recorder(_Plugins(stored, preview, functions or {}, kept or {}))
    # The stack at each resource, which an editor would show, is that of pytest and a third of the work.
    with asyncio.Runner() as runner, patch.object(pulumi.runtime.resource, "_get_stack_trace", source_pb2.StackTrace):
        # A run that fails raises once. Its other tasks would print the same when they are collected, whatever is going on then.
        runner.get_loop().set_exception_handler(lambda *_: None)
        runner.run(_run(program, recorder, preview, project))
    return Graph(recorder.registered)


def bare_cluster(spec: ClusterSpec, secrets: Secrets, **further: Any) -> Cluster:
    """A cluster whose resources have the names that they have in the stack project."""
    return Cluster("c", spec, secrets, prefix="", **further)


_CLUSTERS: list[tuple[ClusterSpec, Graph]] = []


def of_cluster(spec: ClusterSpec) -> Graph:
    """What a first `up` of a stack without secrets registers, built once for all tests of it; to be read and not changed."""
    for known, graph in _CLUSTERS:
        if known == spec:
            return graph
    graph = build(lambda: bare_cluster(spec, Secrets()))
    _CLUSTERS.append((spec, graph))
    return graph


async def _run(program: Callable[[], object], recorder: _Recorder, preview: bool, project: str) -> None:
    settings.reset_options()
    pulumi.runtime.set_mocks(recorder.mocks, project=project, stack="test", preview=preview, monitor=recorder)

    async def main() -> None:
        begun = program()
        if isawaitable(begun):
            await begun
        await registrations.ended()

    await run_pulumi_func(main)


def secret_input(step: Registered) -> str:
    """The input of a step with secrets, as its script reads it."""
    text = step.inputs["stdin"].value
    [data] = re.findall(r"^compressed (\S+)$", text, re.MULTILINE)
    return gzip.decompress(base64.b64decode(data)).decode()


def opened(value: Any) -> Any:
    """A value of a request, with secrets marked."""
    match value:
        case {"value": inner, **rest} if rest.get(SIGNATURE) == SECRET:
            return Secret(opened(inner))
        case dict():
            return {key: opened(inner) for key, inner in value.items()}
        case list():
            return [opened(inner) for inner in value]
        case _:
            return value


def clear_text(value: Any) -> str:
    """All of a value that is not secret."""
    match value:
        case Secret():
            return ""
        case dict():
            return "\n".join(f"{key}\n{clear_text(inner)}" for key, inner in value.items())
        case list():
            return "\n".join(clear_text(inner) for inner in value)
        case _:
            return str(value)
