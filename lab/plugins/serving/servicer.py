"""The gRPC side: turns the engine's requests into calls of a Provider and its answers into messages."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from lab.plugins.serving.differences import Change, Diff
from lab.plugins.serving.errors import Failure, InvalidInputs, PartialFailure
from lab.plugins.serving.log import Engine, Log
from lab.plugins.serving.resource import Call, Provider
from lab.plugins.serving.values import Properties, from_struct, to_struct

_Method = TypeVar("_Method", bound=Callable[..., Any])


def _answers(method: _Method) -> _Method:
    """Converts exceptions of a stand-in to errors of the protocol."""

    @wraps(method)
    def answer(self: Servicer, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except PartialFailure as failure:
            _abort_partially(context, failure)
        except (Failure, InvalidInputs) as failure:
            context.abort(grpc.StatusCode.UNKNOWN, str(failure))
        except Exception:
            context.abort(grpc.StatusCode.INTERNAL, f"the lab's {self.provider.name} stand-in broke down:\n{traceback.format_exc()}")

    return answer  # type: ignore[return-value]


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one provider to one engine."""

    def __init__(self, provider: Provider, engine: Engine) -> None:
        self.provider = provider
        self._engine = engine
        self._cancelled = threading.Event()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        if request.engine_address:
            self._engine.attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=False, accept_outputs=False)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._engine.attach(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=self.provider.version)

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._cancelled.set()
        return empty_pb2.Empty()

    @_answers
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        return _check_response(lambda: self.provider.check_config(self._call(request), from_struct(request.news)))

    @_answers
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        old, new = from_struct(request.old_inputs or request.olds), from_struct(request.news)
        return _diff_response(self.provider.diff_config(self._call(request), old, new))

    @_answers
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        Log(self._engine, request.urn).warning(
            f"{self.provider.name}: the lab's stand-in serves in place of the official plugin v{self.provider.version}"
        )
        self.provider.configure(from_struct(request.args))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=False, acceptOutputs=False)

    @_answers
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        answer: dict[str, Any] = {"return": to_struct(self.provider.invoke(request.tok, from_struct(request.args)))}
        return provider_pb2.InvokeResponse(**answer)

    @_answers
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        old, new = from_struct(request.olds), from_struct(request.news)
        return _check_response(lambda: self.provider.resource(call.type).check(call, old, new))

    @_answers
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        state, old, new = from_struct(request.olds), from_struct(request.old_inputs), from_struct(request.news)
        return _diff_response(self.provider.resource(call.type).diff(call, state, old, new))

    @_answers
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        created = self.provider.resource(call.type).create(call, from_struct(request.properties))
        return provider_pb2.CreateResponse(id=created.id, properties=to_struct(created.state))

    @_answers
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        found = self.provider.resource(call.type).read(call, request.id, from_struct(request.properties), from_struct(request.inputs))
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=found.id, properties=to_struct(found.state), inputs=to_struct(found.inputs))

    @_answers
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        state, old, new = from_struct(request.olds), from_struct(request.old_inputs), from_struct(request.news)
        updated = self.provider.resource(call.type).update(call, request.id, state, old, new)
        return provider_pb2.UpdateResponse(properties=to_struct(updated))

    @_answers
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = self._call(request)
        self.provider.resource(call.type).delete(call, request.id, from_struct(request.properties))
        return empty_pb2.Empty()

    def _call(self, request: Any) -> Call:
        return Call(
            urn=request.urn,
            log=Log(self._engine, request.urn),
            cancelled=self._cancelled,
            preview=getattr(request, "preview", False),
            timeout=getattr(request, "timeout", 0.0),
            ignore_changes=tuple(getattr(request, "ignoreChanges", ())),
        )


def _check_response(check: Callable[[], Properties]) -> Any:
    try:
        return provider_pb2.CheckResponse(inputs=to_struct(check()))
    except InvalidInputs as invalid:
        failures = [provider_pb2.CheckFailure(property=path, reason=reason) for path, reason in invalid.problems]
        return provider_pb2.CheckResponse(failures=failures)


def _diff_response(diff: Diff) -> Any:
    some = provider_pb2.DiffResponse.DIFF_SOME if diff.changes else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some,
        diffs=diff.heads(),
        replaces=diff.heads(replacing=True),
        deleteBeforeReplace=diff.delete_before_replace,
        hasDetailedDiff=True,
        detailedDiff={path: _property_diff(change) for path, change in diff.changes.items()},
    )


def _property_diff(change: Change) -> Any:
    kind = change.kind.value + ("_REPLACE" if change.replaces else "")
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind), inputDiff=change.from_inputs)


def _abort_partially(context: grpc.ServicerContext, failure: PartialFailure) -> None:
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=failure.resource_id,
            properties=to_struct(failure.state),
            reasons=failure.reasons,
            inputs=to_struct(failure.inputs),
        )
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=str(failure), details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, str(failure))
