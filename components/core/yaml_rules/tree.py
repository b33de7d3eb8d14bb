"""Builds values from the events of a parser, without recursion: the depth is limited here and not by the stack of the interpreter."""

from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from .rules import Rules, Unreadable, is_merge, key, scalar

DEPTH: Final = 100
"""The maximum depth of nested mappings and lists; that of large CustomResourceDefinitions is 50."""


def line_of(event: yaml.Event) -> int:
    """Returns the line in which an event begins, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


class Broken(Exception):
    """Raised for a document that cannot be read beyond a line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


@dataclass(slots=True)
class _Node:
    """A complete value: the number of its `nodes`, the `height` of its tree, and for a scalar the `event`, from which a key can be made."""

    value: Any
    nodes: int = 1
    height: int = 0
    event: yaml.ScalarEvent | None = None
    by_alias: bool = False


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read. `key` is a key without its value yet; `lines` are the lines of the keys so far."""

    value: Any
    line: int
    anchor: str | None
    key: str | None = None
    merges: bool = False
    brought: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[tuple[str, bool], int] = field(default_factory=dict)
    nodes: int = 1
    height: int = 1

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class Tree:
    """One document while it is read. `problems` are errors that do not end it, with their lines; `root` is the value at the end."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._open: list[_Open] = []
        self._anchors: dict[str, _Node | None] = {}
        self._nodes = self._by_alias = 0
        self.problems: list[tuple[int, str]] = []
        self.root: Any = None

    def take(self, event: yaml.NodeEvent | yaml.CollectionEndEvent) -> None:
        """Takes the next event of the document.

        Raises:
            Broken: the event leads to no value.
        """
        line = line_of(event)
        try:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor, line)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(str(event.anchor), line)
            else:
                self._end()
        except Unreadable as unreadable:
            raise Broken(line, str(unreadable)) from unreadable

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._nodes += 1
        place = self._open[-1] if self._open else None
        if place and place.wants_key:
            self._key(place, key(event, self._rules), (event.value, False), line)
            place.merges = is_merge(event)
        else:
            self._add(_Node(scalar(event, self._rules)), line)
        if event.anchor:
            self._anchors[event.anchor] = _Node(scalar(event, self._rules), event=event)

    def _begin(self, value: Any, anchor: str | None, line: int) -> None:
        self._nodes += 1
        if self._open and self._open[-1].wants_key:
            raise Broken(line, "a mapping or a list is a key here, and a key is text")
        self._no_deeper_than(1, line)
        self._open.append(_Open(value, line, anchor))
        if anchor:
            self._anchors[anchor] = None

    def _end(self) -> None:
        done = self._open.pop()
        for brought in done.brought:
            for name, value in brought.items():
                done.value.setdefault(name, value)
        node = _Node(done.value, done.nodes, done.height)
        if done.anchor:
            self._anchors[done.anchor] = node
        self._add(node, done.line)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:
            raise Broken(line, f"*{anchor} stands here, and there is no &{anchor} before it")
        node = self._anchors[anchor]
        if node is None:
            raise Broken(line, f"&{anchor} contains itself")
        self._nodes += 1 + node.nodes
        self._by_alias += node.nodes
        if self._by_alias > 100 and self._nodes > 1000 and self._by_alias > self._nodes * _allowed_alias_ratio(self._nodes):
            raise Broken(line, "its aliases make it many times as large as it is written")
        self._no_deeper_than(node.height, line)
        place = self._open[-1] if self._open else None
        if place and place.wants_key:
            if node.event is None:
                raise Broken(line, "a mapping or a list is a key here, and a key is text")
            self._key(place, key(node.event, self._rules), (anchor, True), line)
        else:
            self._add(_Node(_copied(node.value), node.nodes + 1, node.height, by_alias=True), line)

    def _key(self, place: _Open, name: str, written: tuple[str, bool], line: int) -> None:
        """Begins an entry. yaml.v3 compares keys as written, and aliases only with aliases."""
        if self._rules.keys_once:
            if written in place.lines:
                first = place.lines[written]
                self.problems.append((line, f"{written[0]} is a key for the second time, the first is in line {first}"))
            place.lines[written] = line
        place.key, place.merges, place.nodes = name, False, place.nodes + 1

    def _add(self, node: _Node, line: int) -> None:
        if not self._open:
            self.root = node.value
            return
        place = self._open[-1]
        place.nodes += node.nodes
        place.height = max(place.height, node.height + 1)
        if isinstance(place.value, list):
            place.value.append(node.value)
            return
        if place.merges:
            self._merge(place, node, line)
        else:
            place.value[place.key] = node.value
        place.key = None

    def _merge(self, place: _Open, node: _Node, line: int) -> None:
        parts = node.value if isinstance(node.value, list) and not node.by_alias else [node.value]
        if not all(isinstance(part, dict) for part in parts):
            raise Broken(line, "<< brings in a mapping, or a list of such, and this is none")
        if self._rules.merge_where_it_stands:
            for part in reversed(parts):
                place.value.update(part)
        else:
            place.brought += parts

    def _no_deeper_than(self, more: int, line: int) -> None:
        if len(self._open) + more > DEPTH:
            raise Broken(line, f"mappings and lists stand in each other more than {DEPTH} deep")


def _allowed_alias_ratio(nodes: int) -> float:
    """Returns the share of a document's nodes that may come from aliases, as `allowedAliasRatio` of go-yaml does."""
    low, high = 400_000, 4_000_000
    return 0.99 - 0.89 * (min(max(nodes, low), high) - low) / (high - low)


def _copied(value: Any) -> Any:
    """Returns a deep copy of the value of an alias, because addons change their objects in place."""
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
