"""A picture as a mermaid flowchart, which GitHub and GitLab draw in Markdown: https://mermaid.js.org/syntax/flowchart.html."""

import re
from collections.abc import Iterator
from typing import Final

from .model import Group, Machine, Picture

_SPECIAL: Final = re.compile(r"[^A-Za-z0-9 .,:/()+→…−-]")  # noqa: RUF001
_CLASSES: Final = {
    "joins": "stroke:#1a7f37,stroke-width:3px",
    "leaves": "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4",
    "changes": "stroke:#9a6700,stroke-width:3px",
}


def as_mermaid(picture: Picture) -> str:
    """Returns the text of a flowchart, without the fence of a code block."""
    return "".join(f"{line}\n" for line in _lines(picture))


def _lines(picture: Picture) -> Iterator[str]:
    identifiers = {group.key: f"g{number}" for number, group in enumerate(picture.groups, 1)}
    yield from ("---", f'title: "{_escaped(picture.title)}"', "config: {flowchart: {wrappingWidth: 400}}", "---")
    yield "flowchart TB"
    yield f"  accTitle: {_escaped(picture.title)}"
    yield f"  about[{_label(*(f'{name}: {value}' for name, value in picture.facts))}]"
    for group in picture.groups:
        yield from _group(group, identifiers[group.key])
    for line in picture.lines:
        yield f"  {identifiers[line.start]} -->|{_label(line.says)}| {identifiers[line.end]}"
    kinds = {host.mark.kind for group in picture.groups for host in group.hosts if host.mark}
    yield from (f"  classDef {kind} {_CLASSES[kind]}" for kind in _CLASSES if kind in kinds)


def _group(group: Group, identifier: str) -> Iterator[str]:
    """Yields a group with one box for the hosts that have no mark, and one for those of each kind of mark.

    mermaid puts boxes side by side: one for each host would make a pool wider than a page.
    """
    if not group.hosts:
        yield f"  {identifier}([{_label(group.title, *group.notes)}])"
        return
    plain = [_host(host) for host in group.hosts if host.mark is None]
    yield f"  subgraph {identifier} [{_label(group.title)}]"
    yield "    direction TB"
    yield f"    {identifier}hosts[{_label(*group.notes, *plain, *filter(None, [group.more]))}]"
    for kind in _CLASSES:
        if marked := [_host(host) for host in group.hosts if host.mark and host.mark.kind == kind]:
            yield f"    {identifier}{kind}[{_label(*marked)}]:::{kind}"
    yield "  end"


def _host(host: Machine) -> str:
    # Parentheses, for Markdown would read a sign alone as an item of a list.
    mark, word = (f"({host.mark.sign}) ", f" {host.mark.word}") if host.mark else ("", "")
    return f"{mark}{host.name}{word}: {', '.join(host.details)}"


def _label(*lines: str) -> str:
    return f'"{"<br/>".join(map(_escaped, lines))}"'


def _escaped(text: str) -> str:
    """Returns text in which nothing is syntax of mermaid, Markdown or HTML: what could be is written by its number."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", plain)
