"""One line of the results, and the page they make."""

from dataclasses import dataclass

HEAD = """# Measurements

Ratios are measured within one run, so a slow or busy machine hardly changes them. Seconds depend on the machine named here and only
show the order of magnitude. `make bench` writes this page.

"""


@dataclass(frozen=True)
class Row:
    """What was measured, the figure, what it is compared with, and the goal; `met` is None where there is no goal."""

    what: str
    figure: str
    beside: str = ""
    goal: str = ""
    met: bool | None = None


def markdown(rows: list[Row], machine: str) -> str:
    """The page docs/bench.md."""
    lines = ["| what | measured | compared with | goal | met |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        met = "" if row.met is None else "yes" if row.met else "**no**"
        lines.append(f"| {row.what} | {row.figure} | {row.beside} | {row.goal} | {met} |")
    return HEAD + f"Machine: {machine}.\n\n" + "\n".join(lines) + "\n"
