"""The objects of a file or a rendering. Objects that cannot become resources are refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ..core.config.problems import shown, step_into
from ..core.yaml_rules import YamlProblem, read_manifests
from .manifest import ManifestError

Identity: TypeAlias = tuple[str, str, str, str]

LIST: Final = "List"


@dataclass(frozen=True)
class Objects:
    """The objects of one file, in its order, which may be changed in place. `source` names the file in errors."""

    objects: list[dict[str, Any]]
    source: str

    def find(self, kind: str, name: str) -> dict[str, Any]:
        """Returns the object of that kind and name.

        Raises:
            ManifestError: there is none, so this is not the file that is expected.
        """
        for candidate in self.objects:
            if candidate["kind"] == kind and candidate["metadata"].get("name") == name:
                return candidate
        raise ManifestError(f"{self.source} has no {kind} {name}, which this addon is known to have")


def parsed(content: bytes | str, source: str) -> Objects:
    """Returns the objects of a manifest, read as kubectl reads it; the objects of a List one by one.

    Raises:
        ManifestError: with everything in it that is not YAML, or not an object with a name of its own.
    """
    try:
        documents = read_manifests(content)
    except YamlProblem as error:
        raise ManifestError(f"{source} is no YAML: {error}") from error
    places = ((f"document {number} (line {document.line})", document.value) for number, document in enumerate(documents, start=1))
    return _checked(places, source)


def rendered(found: Iterable[Any], source: str) -> Objects:
    """Returns the objects that a chart or a kustomization renders; the objects of a List one by one.

    Raises:
        ManifestError: with everything among them that is not an object with a name of its own.
    """
    return _checked(((f"object {number}", value) for number, value in enumerate(found, start=1)), source)


def identity(manifest: Mapping[str, Any]) -> Identity:
    """Returns the identity of an object in a cluster, which is the same in all versions of its group."""
    metadata = manifest["metadata"]
    group = str(manifest["apiVersion"]).rpartition("/")[0]
    return group, str(manifest["kind"]), str(metadata.get("namespace") or "default"), str(metadata["name"])


def called(manifest: Mapping[str, Any]) -> str:
    """Returns an object as text: its kind, its namespace if it has one, and its name."""
    metadata = manifest["metadata"]
    return f"{manifest['kind']} {'/'.join(str(metadata[key]) for key in ('namespace', 'name') if metadata.get(key))}"


def _checked(places: Iterable[tuple[str, Any]], source: str) -> Objects:
    problems: list[str] = []
    first: dict[Identity, str] = {}
    objects = []
    for place, value in (each for document in places for each in _singled(*document)):
        if found := [f"{source}, {place}: {problem}" for problem in _problems(value)]:
            problems += found
            continue
        before = first.setdefault(identity(value), place)
        if before != place:
            problems.append(f"{source}, {place}: {called(value)} is there already, in {before}: take one of the two out")
        objects.append(value)
    if problems:
        raise ManifestError("\n  ".join(problems))
    return Objects(objects, source)


def _singled(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yields an object, or the objects of a list. As with kubectl, an object of a SecretList without a kind is a Secret."""
    if value is None or value == {}:
        return
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or not (kind == LIST or (kind.endswith(LIST) and isinstance(value.get("items"), list))):
        yield place, value
        return
    if not isinstance(value.get("items"), list | None):
        yield f"{place}, items", value["items"]
        return
    item_kind = kind.removesuffix(LIST)
    for index, item in enumerate(value.get("items") or ()):
        if isinstance(item, dict) and item_kind and not item.get("kind"):
            item = {"apiVersion": value.get("apiVersion"), **item, "kind": item_kind}
        yield from _singled(f"{place}, items[{index}]", item)


def _problems(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"got {shown(value)}, want an object of Kubernetes"
        return
    for key in ("apiVersion", "kind"):
        yield from _want_text(value.get(key), key, f"the {key} of an object")
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        yield f"{_kind(value)}metadata: got {shown(metadata)}, want an object with a name"
        return
    if metadata.get("name") is None and metadata.get("generateName") is not None:
        found, why = shown(metadata["generateName"]), "every `up` has to find the object again"
        yield f"{_kind(value)}metadata.generateName: got {found}, want metadata.name: {why}"
    else:
        yield from _want_text(metadata.get("name"), f"{_kind(value)}metadata.name", "a name")
    if metadata.get("namespace") is not None:
        yield from _want_text(metadata["namespace"], f"{_kind(value)}metadata.namespace", "the name of a namespace")
    for key in ("labels", "annotations"):
        yield from _texts(metadata.get(key), f"{_kind(value)}metadata.{key}")


def _texts(found: Any, path: str) -> Iterator[str]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield f"{path}: got {shown(found)}, want a mapping of names to strings"
        return
    for name, value in found.items():
        if value is not None and not isinstance(value, str):
            yield f"{step_into(path, name)}: got {shown(value)}, want a string: put it in quotes"


def _want_text(value: Any, path: str, want: str) -> Iterator[str]:
    if not isinstance(value, str) or not value:
        quotes = ", as a string: put it in quotes" if isinstance(value, bool | int | float) else ""
        yield f"{path}: got {shown(value or None) if not quotes else shown(value)}, want {want}{quotes}"


def _kind(value: dict[str, Any]) -> str:
    """Returns the kind of an object, as far as it declares one."""
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return " ".join(str(part) for part in (value.get("kind"), name) if part) + ", " if value.get("kind") else ""
