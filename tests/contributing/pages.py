"""The pages of docs/contributing: the code in them, and the files of this repository that they name."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "contributing"


def blocks(page: str) -> list[str]:
    """The Python blocks of a page, from top to bottom."""
    return re.findall(r"^```python\n(.*?)^```$", (PAGES / page).read_text(), re.DOTALL | re.MULTILINE)


def named_files(page: str) -> set[str]:
    """Paths in backquotes that lead into the repository."""
    return set(re.findall(r"`((?:components|docs|lab|stacks|tests)/[\w./-]+)`", (PAGES / page).read_text()))
