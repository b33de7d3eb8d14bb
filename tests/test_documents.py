"""The documents of the project lead nowhere that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *(path for room in ("docs", "stacks", "components", "lab") for path in (ROOT / room).rglob("*.md"))}
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """The anchors of its headings, as GitHub makes them."""
    headings = HEADING.findall(document.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def broken(document: Path) -> Iterator[str]:
    """Links to files and headings of the project that are not there; those to other sites are nobody's promise."""
    for link in LINK.findall(document.read_text()):
        place, _, anchor = link.partition("#")
        if ":" in place:
            continue
        target = document.parent / place if place else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_to_a_file_and_a_heading_that_are_there(document: Path) -> None:
    assert list(broken(document)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# What it is: a `name`\n")
    text = "[a](there.md) [b](there.md#what-it-is-a-name) [c](https://example.com/x) [d](gone.md) [e](there.md#gone)"
    (tmp_path / "here.md").write_text(text)

    assert list(broken(tmp_path / "here.md")) == ["gone.md", "there.md#gone"]
