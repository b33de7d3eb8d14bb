"""A cluster in memory: it keeps objects, remembers what was asked of it and refuses what it is told to refuse."""

import copy
import threading

from lab.plugins.kubernetes.api import Answer, ApiError
from lab.plugins.kubernetes.cluster import NoSuchKind
from lab.plugins.kubernetes.objects import identity, kind_of, name_of, namespace_of
from lab.plugins.serving import Call


class Log:
    """Keeps the lines that the user would see."""

    def __init__(self):
        self.lines = []

    def status(self, message):
        self.lines.append(message)

    warning = info = error = debug = status


def call(name="cm", type_="kubernetes:core/v1:ConfigMap", **more):
    """A call of the engine's."""
    return Call(urn=f"urn:pulumi:dev::test::{type_}::{name}", log=Log(), cancelled=threading.Event(), **more)


def refusal(code, reason, message="refused", causes=()):
    """An answer of the API server's that is none."""
    return ApiError(code, reason, message, list(causes))


class FakeCluster:
    """`refuse` maps a verb to the errors that its next requests get; `lists` maps a kind's name to what a list of it holds."""

    def __init__(self, *objects):
        self.kept = {self._key(each): each for each in objects}
        self.asked = []
        self.refuse = {}
        self.lists = {}
        self.unknown_kinds = set()
        self.warnings = []

    def serves(self, kind):
        return kind.kind not in self.unknown_kinds

    def is_namespaced(self, kind):
        return kind.kind != "Node"

    def get(self, obj):
        self._ask("get", obj)
        if self._key(obj) not in self.kept:
            raise refusal(404, "NotFound")
        return copy.deepcopy(self.kept[self._key(obj)])

    def objects(self, kind, namespace, **query):
        return self.lists.get(kind.kind, [])

    def create(self, obj, manager, dry_run=False):
        self._ask("create", obj, manager, dry_run)
        if self._key(obj) in self.kept:
            raise refusal(409, "AlreadyExists")
        return self._store(obj, dry_run)

    def apply(self, obj, manager, force=False, dry_run=False):
        self._ask("apply", obj, manager, force, dry_run)
        return self._store(obj, dry_run)

    def patch(self, obj, operations):
        self._ask("patch", obj)
        return self.get(obj)

    def delete(self, obj, propagation):
        self._ask("delete", obj, propagation)
        self.kept.pop(self._key(obj), None)

    def verbs(self):
        """What was asked, in order, reads left out."""
        return [verb for verb, *_ in self.asked if verb != "get"]

    def _ask(self, verb, obj, *more):
        if kind_of(obj).kind in self.unknown_kinds:
            raise NoSuchKind(kind_of(obj))
        self.asked.append((verb, identity(obj), *more))
        if self.refuse.get(verb):
            raise self.refuse[verb].pop(0)

    def _store(self, obj, dry_run):
        live = copy.deepcopy(obj)
        live["metadata"]["uid"] = f"uid-{len(self.asked)}"
        if not dry_run:
            self.kept[self._key(obj)] = live
        return Answer(live, self.warnings)

    def _key(self, obj):
        return kind_of(obj), namespace_of(obj) or "default", name_of(obj)
