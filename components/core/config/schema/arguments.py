"""Command line arguments of components."""

from typing import Final

from ..model import Arg
from ..readers import ListOf, Scalar
from ..syntax.kubernetes import argument_name
from ..syntax.text import value_text
from ..tables import Key, Object

ARG: Final = Object(
    "an argument",
    Arg,
    (
        Key("name", Scalar("name without dashes", argument_name), "Name of the argument; may occur more than once.", "as its list"),
        Key("value", Scalar("string", value_text, secret=True), "Its value, as text.", "as its list"),
    ),
)


def arguments(name: str, about: str, change: str) -> Key:
    """A key that holds a list of arguments."""
    return Key(name, ListOf(ARG), about, change, default=[])
