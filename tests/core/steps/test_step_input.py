"""An input reaches bash as it was meant, whatever is in it."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.steps import File, StepInput
from tests.examples import times

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NASTY = st.sampled_from(
    ["$(touch /tmp/owned)", "`id`", "'; reboot; '", "a\nb", "\\", "\\'", '"$HOME"', "!!", "*", "~", "\n\n", " ", "é\u2028", "\x7f"]
)

# What run.sh does with an input, and then every value, each ended by NUL.
EVALUATE = """
file() { printf '%s\\0' "$@"; }
input=$(cat)
eval "$input"
printf '%s\\0' "$FIRST" "$SECOND"
"""


@times(0.4)
@given(first=TEXT | NASTY, second=TEXT | NASTY, content=TEXT | NASTY)
def test_bash_reads_every_value_as_it_was_written(first: str, second: str, content: str) -> None:
    step_input = StepInput({"FIRST": first, "SECOND": second}, (File("/a path/with 'quotes'", content, "0600"),))

    done = subprocess.run(["bash", "-c", EVALUATE], input=step_input.render().encode(), capture_output=True, check=True)

    assert done.stdout.decode() == "".join(f"{value}\0" for value in ("/a path/with 'quotes'", "0600", content, first, second))
    assert not done.stderr


@pytest.mark.parametrize("name", ["lower", "A B", "A=B", "1A", "É", "A;reboot"])
def test_a_parameter_needs_the_name_of_a_shell_variable(name: str) -> None:
    with pytest.raises(ValueError, match="no shell variable name"):
        StepInput({name: "x"}).render()


def test_a_nul_byte_is_refused_because_no_shell_can_carry_it() -> None:
    with pytest.raises(ValueError, match="NUL"):
        StepInput({"A": "x\0y"}).render()


def test_files_stand_in_an_input_line_by_line() -> None:
    """So the preview's diff of a step is the diff of its files."""
    assert StepInput({}, (File("/etc/a", "one\ntwo\n"),)).render() == "file /etc/a 0644 'one\ntwo\n'\n# end of the sheet\n"


def test_a_secret_does_not_show_when_an_input_is_printed() -> None:
    assert "hidden" not in repr(StepInput({}, (File("/k", "hidden"),)))
