"""A stack file with every default written out: another way to describe the same cluster."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..platform import named
from .files import as_mapping
from .known_hosts import parse_known_hosts
from .model import ClusterSpec
from .parse import parse
from .problems import step_into
from .readers import ListOf, MapOf, Reader, Reading
from .schema.cluster import CLUSTER
from .shorthand import OneOrMore, Short
from .tables import Default, Derived, Key, Object
from .values import ROOT, Values
from .variants import OneOf, Variant


def effective(document: Mapping[str, object], whole: Mapping[str, object], known_hosts: str) -> dict[str, object]:
    """Returns a document with its defaults, those too that follow from other keys; what has no value without its key stays away.

    `whole` is the document with the texts of its files (`with_texts`), in place of which the result goes on naming the files.

    Raises:
        InvalidSpec: with every problem of the document.
    """
    spec = parse(whole, known_hosts)
    reading = Reading(known_hosts=parse_known_hosts(known_hosts))
    CLUSTER.read(whole, ROOT, reading)
    writing = _Writing(reading.values, _of_the_whole(spec, reading.values))
    return dict(as_mapping(writing.filled(CLUSTER, {**document, "kubelet": dict(spec.kubelet)}, ROOT)))


def _of_the_whole(spec: ClusterSpec, values: Values) -> dict[str, object]:
    """Returns the defaults that depend on the whole cluster (`assemble`), by the full paths of their keys."""
    stacks, proxy = values.at(f"{ROOT}.platform", str) or "", spec.sources.proxy
    found: dict[str, object] = {
        "endpoint": f"{spec.endpoint.host}:{spec.endpoint.port}",
        "loadBalancer.port": spec.endpoint.port,
        "containerd.sandboxImage": spec.containerd.sandbox_image,
    }
    if package := spec.containerd.packages.get(stacks):
        found["containerd.package"] = package.name
    if proxy:
        found |= {"sources.proxy.http": proxy.http, "sources.proxy.https": proxy.https}
    official = {repositories["kubernetes"].uri for repositories in spec.sources.repositories.values()}
    if len(official) == 1 and len({named(name).family.name for name in spec.sources.repositories}) == 1:
        found["sources.kubernetes.uri"] = official.pop()
    return {f"{ROOT}.{path}": value for path, value in found.items()}


class _Writing:
    """What is known of a cluster when its document is written."""

    def __init__(self, values: Values, of_the_whole: Mapping[str, object]) -> None:
        self._values, self._of_the_whole = values, of_the_whole

    def filled(self, reader: Reader[object], given: Any, path: str) -> object:
        """Returns what a reader reads at a path with the defaults of all tables in it."""
        match reader:
            case Object():
                return dict(self._entries(reader.keys, given, path))
            case Variant():
                word = given.get(reader.switch.name) or reader.switch.default
                return {reader.switch.name: word, **dict(self._entries(reader.tables[str(word)].keys, given, path))}
            case OneOf():
                word = next(word for word in reader.tables if given.get(word) is not None)
                return dict(self._entries(reader.tables[word].keys, given, path))
            case ListOf():
                return [self.filled(reader.item, each, f"{path}[{index}]") for index, each in enumerate(given)]
            case MapOf():
                return {str(name): self.filled(reader.item, each, step_into(path, name)) for name, each in given.items()}
            case Short():
                return self.filled(reader.table, given if isinstance(given, Mapping) else {reader.key: given}, path)
            case OneOrMore():
                return self.filled(ListOf(reader.item) if isinstance(given, list | tuple) else reader.item, given, path)
        return given

    def _entries(self, keys: tuple[Key, ...], given: Mapping[str, object], path: str) -> Iterator[tuple[str, object]]:
        for key in keys:
            place, value = step_into(path, key.name), given.get(key.name)
            if value is None:
                value = self._of_the_whole.get(place, key.default)
            if isinstance(value, Derived):
                value = _written(key.reader, self._values.at(place, object))
            if value not in (None, Default.NONE, Default.REQUIRED):
                yield key.name, self.filled(key.reader, value, place)


def _written(reader: Reader[object], value: object) -> object:
    """Returns a derived value as a stack file has it; None if there is none."""
    if isinstance(reader, Object) and value is not None:
        return {key.name: _written(key.reader, getattr(value, str(key.field))) for key in reader.keys}
    if value in (None, "", ()):
        return None
    return value if isinstance(value, bool | int) else str(value)
