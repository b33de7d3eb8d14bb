"""The life of one Kubernetes object, or of the fields that a Patch resource sets on one."""

from __future__ import annotations

from typing import NoReturn

from lab.plugins.kubernetes import writes
from lab.plugins.kubernetes.api import Answer, ApiError
from lab.plugins.kubernetes.cluster import Cluster, NoSuchKind
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.custom_conditions import custom_verdict
from lab.plugins.kubernetes.difference import object_diff
from lab.plugins.kubernetes.naming import named
from lab.plugins.kubernetes.normal import normalised, pruned
from lab.plugins.kubernetes.objects import (
    REPLACE_UNREADY,
    WAIT_FOR,
    Object,
    annotation,
    asks_for,
    identity,
    kind_of,
    namespace_of,
    split_identity,
    with_metadata,
    without_server_fields,
)
from lab.plugins.kubernetes.ownership import manager_name
from lab.plugins.kubernetes.replacement import replacing_fields
from lab.plugins.kubernetes.session import Session
from lab.plugins.kubernetes.state import Wanted, api_version_in, manager_in, marked, opened, parsed
from lab.plugins.kubernetes.waiting import NotReady, check_readiness, wait_until_gone, wait_until_ready
from lab.plugins.serving import Call, Created, Diff, Failure, InvalidInputs, PartialFailure, Properties, ReadState, Resource, has_unknown

_Refused = (ApiError, NoSuchKind)
_FORBIDDEN = 403


class ObjectResource(Resource):
    """Objects of one kind; with `patch`, some fields of an object that others created."""

    def __init__(self, session: Session, patch: bool) -> None:
        self._session = session
        self._options = session.options
        self._patch = patch

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        """Returns the manifest with a name and a namespace, in normal form."""
        if self._options.skip_update_unreachable and old and not self._session.answers():
            call.log.warning("the cluster does not answer; skipUpdateUnreachable leaves the object as it is")
            return old
        obj = named(call, normalised(opened(new)), opened(old), self._patch)
        if asks_for(obj, REPLACE_UNREADY):
            raise InvalidInputs((f"metadata.annotations[{REPLACE_UNREADY}]", "not supported by the lab's stand-in"))
        if annotation(obj, WAIT_FOR):
            custom_verdict(annotation(obj, WAIT_FOR), obj)
        if self._options.namespace and not namespace_of(obj) and self._session.assumes_namespaced(kind_of(obj)):
            obj = with_metadata(obj, namespace=self._options.namespace)
        return marked(obj, new)

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        """Returns the diff between the live object in the state and the manifest, without contact to the cluster."""
        inputs, live = parsed(state)
        obj = normalised(opened(new))
        fields = replacing_fields(
            obj,
            patch=self._patch,
            config_map_mutable=self._options.enable_config_map_mutable,
            secret_mutable=self._options.enable_secret_mutable,
        )
        return object_diff(live, pruned(live, normalised(inputs)), obj, fields).without(call.ignore_changes)

    def create(self, call: Call, inputs: Properties) -> Created:
        """Creates the object and waits until it is ready; a preview makes a dry run on the API server."""
        obj = opened(inputs)
        wanted = Wanted(obj, inputs, manager_name(obj, ""), obj["apiVersion"])
        if call.preview:
            rehearsed = None if self._patch else self._rehearsed(call, wanted)
            return Created("", wanted.state(rehearsed) if rehearsed else inputs)
        try:
            cluster = self._session.cluster()
            live = _told(call, writes.create(call, cluster, self._options, obj, wanted.manager, self._patch))
        except Unreachable as error:
            self._session.fail(error)
        except _Refused as error:
            raise Failure(f'resource "{call.urn}" was not successfully created by the Kubernetes API server: {_explained(error)}') from None
        return Created(identity(live), _awaited(call, cluster, wanted, live))

    def read(self, call: Call, resource_id: str, state: Properties, inputs: Properties) -> ReadState | None:
        """Returns the present object; without inputs (an import), all fields not set by the server count as inputs."""
        namespace, name = split_identity(resource_id)
        given = normalised(opened(inputs))
        target = with_metadata({**self._kind_by_token(call), **given}, name=name, namespace=namespace or None)
        try:
            cluster = self._session.cluster()
            live = cluster.get(target)
        except Unreachable as error:
            return self._session.read_unreachable(call, error, ReadState(resource_id, state, inputs))
        except _Refused as error:
            if isinstance(error, NoSuchKind) or error.not_found:
                return None
            raise Failure(str(error)) from None
        found = pruned(live, given) if given else _importable(live)
        wanted = Wanted(found, inputs, manager_name(given, manager_in(state)), api_version_in(state, live["apiVersion"]))
        try:
            if given:
                check_readiness(cluster, given, live)
        except NotReady as failure:
            raise PartialFailure(resource_id, wanted.state(live), failure.reasons, marked(found, inputs)) from None
        return ReadState(resource_id, wanted.state(live), marked(found, inputs))

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        """Applies the manifest and waits until the object is ready; a failure keeps the live object in the state."""
        obj = normalised(opened(new))
        before = manager_in(state)
        wanted = Wanted(obj, new, manager_name(obj, before), api_version_in(state, obj["apiVersion"]))
        if call.preview and has_unknown(obj):
            return new
        try:
            cluster = self._session.cluster()
            live = _told(call, writes.update(call, cluster, self._options, obj, wanted.manager, self._patch))
            if before not in ("", wanted.manager) and not call.preview:
                writes.relinquish(cluster, live, before)
        except Unreachable as error:
            if call.preview:
                return self._session.unrehearsed(call, error, new)
            self._session.fail(error)
        except _Refused as error:
            if call.preview and (isinstance(error, NoSuchKind) or error.code == _FORBIDDEN):
                return new
            _fail_update(cluster, wanted, error)
        return wanted.state(live) if call.preview else _awaited(call, cluster, wanted, live)

    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Deletes the object and waits until it is gone; a Patch resource gives up its fields."""
        inputs, live = parsed(state)
        wanted = Wanted(inputs, state, manager_in(state), api_version_in(state, live["apiVersion"]))
        try:
            cluster = self._session.cluster()
            if self._patch:
                writes.relinquish(cluster, live, wanted.manager)
            else:
                cluster.delete(live, writes.propagation(inputs))
                wait_until_gone(call, cluster, inputs, live)
        except Unreachable as error:
            self._session.delete_unreachable(call, error)
        except NotReady as failure:
            raise PartialFailure(resource_id, wanted.state(failure.live), failure.reasons) from None
        except _Refused as error:
            if isinstance(error, ApiError) and not error.not_found:
                raise Failure(_explained(error)) from None

    def _rehearsed(self, call: Call, wanted: Wanted) -> Object | None:
        """Returns the object that the API server would create, or None if it cannot tell before other objects exist."""
        if has_unknown(wanted.obj):
            return None
        try:
            made = writes.create(call, self._session.cluster(), self._options, wanted.obj, wanted.manager, self._patch).body
        except Unreachable as error:
            return self._session.unrehearsed(call, error, None)
        except NoSuchKind:
            return None
        except ApiError as error:
            if error.exists or error.not_found or error.code == _FORBIDDEN or "field is immutable" in str(error):
                return None
            raise Failure(f'resource "{call.urn}" was not successfully created by the Kubernetes API server: {error}') from None
        return {key: value for key, value in made.items() if key != "status"}

    def _kind_by_token(self, call: Call) -> Object:
        _, api_version, kind = call.type.split(":")
        return {"apiVersion": api_version.removeprefix("core/"), "kind": kind.removesuffix("Patch") if self._patch else kind}


def _told(call: Call, answer: Answer) -> Object:
    for warning in [] if call.preview else answer.warnings:
        call.log.warning(warning)
    return answer.body


def _awaited(call: Call, cluster: Cluster, wanted: Wanted, live: Object) -> Properties:
    try:
        return wanted.state(wait_until_ready(call, cluster, wanted.obj, live))
    except NotReady as failure:
        raise PartialFailure(identity(live), wanted.state(failure.live), failure.reasons) from None


def _fail_update(cluster: Cluster, wanted: Wanted, error: Exception) -> NoReturn:
    reason = f"the Kubernetes API server did not update {identity(wanted.obj)}: {_explained(error)}"
    try:
        live = cluster.get(wanted.obj)
    except (*_Refused, Unreachable):
        raise Failure(reason) from None
    raise PartialFailure(identity(live), wanted.state(live), [reason]) from None


def _explained(error: Exception) -> str:
    if isinstance(error, ApiError) and error.conflict and error.causes:
        return (
            f"server-side apply conflict: {error}. Leave the field to its other manager by taking it out of the program, "
            'or take it over with the annotation pulumi.com/patchForce: "true"'
        )
    return str(error)


def _importable(live: Object) -> Object:
    return without_server_fields({key: value for key, value in live.items() if key != "status"})
