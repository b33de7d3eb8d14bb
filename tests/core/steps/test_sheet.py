"""A sheet reaches bash as it was meant, whatever is in it."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.core.steps import File, Sheet

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NASTY = st.sampled_from(
    ["$(touch /tmp/owned)", "`id`", "'; reboot; '", "a\nb", "\\", "\\'", '"$HOME"', "!!", "*", "~", "\n\n", " ", "é\u2028", "\x7f"]
)

# What run.sh does with a sheet, and then every value, each ended by NUL.
EVALUATE = """
file() { printf '%s\\0' "$@"; }
sheet=$(cat)
eval "$sheet"
printf '%s\\0' "$FIRST" "$SECOND"
"""


@settings(max_examples=40, deadline=None)
@given(first=TEXT | NASTY, second=TEXT | NASTY, content=TEXT | NASTY)
def test_bash_reads_every_value_as_it_was_written(first: str, second: str, content: str) -> None:
    sheet = Sheet({"FIRST": first, "SECOND": second}, (File("/a path/with 'quotes'", content, "0600"),))

    done = subprocess.run(["bash", "-c", EVALUATE], input=sheet.render().encode(), capture_output=True, check=True)

    assert done.stdout.decode() == "".join(f"{value}\0" for value in ("/a path/with 'quotes'", "0600", content, first, second))
    assert not done.stderr


@pytest.mark.parametrize("name", ["lower", "A B", "A=B", "1A", "É", "A;reboot"])
def test_a_parameter_needs_the_name_of_a_shell_variable(name: str) -> None:
    with pytest.raises(ValueError, match="no shell variable name"):
        Sheet({name: "x"}).render()


def test_a_nul_byte_is_refused_because_no_shell_can_carry_it() -> None:
    with pytest.raises(ValueError, match="NUL"):
        Sheet({"A": "x\0y"}).render()


def test_files_stand_in_a_sheet_line_by_line() -> None:
    """So the preview's diff of a step is the diff of its files."""
    assert Sheet({}, (File("/etc/a", "one\ntwo\n"),)).render() == "file /etc/a 0644 'one\ntwo\n'\n"


def test_a_secret_does_not_show_when_a_sheet_is_printed() -> None:
    assert "hidden" not in repr(Sheet({}, (File("/k", "hidden"),)))
