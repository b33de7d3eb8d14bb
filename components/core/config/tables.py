"""Tables of known keys. A new key is one line in a table and one field in the dataclass that the table builds."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Generic, TypeVar

from .problems import Absent, step_into
from .readers import Reader, Reading, Scalar
from .syntax.text import text
from .values import INVALID, Invalid

T = TypeVar("T")


class Default(Enum):
    """Marks a key without a default value."""

    REQUIRED = "required"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Derived:
    """A default that is derived from other keys.

    `of` takes the path of the key and what has been read so far: the keys above it in its table, and those around the table. It returns
    the value in its final type, None if there is none, or INVALID if it would be derived from a wrong value.
    """

    of: Callable[[str, Reading], object]


INHERITED: Final = Derived(lambda path, reading: reading.values.around(path))
"""The value of the same key in the nearest table around the list that holds this one."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key of a table.

    `default` is written as in a stack file and read like any value, unless it is a Derived. `about` and `change` are its documentation:
    what it is, and what changing it does on a live cluster. `unset` says what applies if the default is not a value or, for a required
    key, what to write. `field` is the parameter of the table's builder that takes the value; None is for a key from which only other
    keys are derived.
    """

    name: str
    reader: Reader[object]
    about: str
    change: str
    default: object = Default.REQUIRED
    unset: str = ""
    field: str | None = ""

    def __post_init__(self) -> None:
        if self.field == "":
            object.__setattr__(self, "field", in_python(self.name))

    def read(self, value: object, path: str, reading: Reading) -> object:
        given = self.default if value is None else value
        match given:
            case Default.NONE:
                return None
            case Default.REQUIRED:
                return reading.refuse(path, Absent.MISSING, self.unset or self.reader.expected)
            case Derived():
                derived = given.of(path, reading)
                if derived is not None:
                    reading.values.keep(path, derived)
                return derived
        return self.reader.read(given, path, reading)


@dataclass(frozen=True, slots=True, eq=False)
class FileKey(Key):
    """A key that names a file with the text of another key.

    The texts of files replace their names before a document is parsed (`files.py`), so a name that is left over is an error.
    """

    @property
    def text(self) -> str:
        """The name of the key that holds the text."""
        return self.name.removesuffix("File")

    def refuse(self, text: object, file: object, path: str, reading: Reading) -> Invalid:
        """Reports that the file was not read, or that the text is there as well."""
        if not isinstance(self.reader.read(file, path, reading), Invalid):
            both, one = f"both {self.text} and {self.name}", f"one of {self.text} and {self.name}"
            reading.refuse(path, file if text is None else both, "a file that can be read" if text is None else one)
        return INVALID


def text_or_file(key: Key) -> tuple[Key, FileKey]:
    """Returns a key that holds a text, and the key that may name a file with that text instead."""
    about, unset = f"A file that holds `{key.name}`.", f"`{key.name}` is used"
    return key, FileKey(f"{key.name}File", Scalar("path", text), about, key.change, Default.NONE, unset)


@dataclass(frozen=True, slots=True, eq=False)
class Object(Generic[T]):
    """An object with known keys, which are read in the order of the table and passed to `build`."""

    title: str
    build: Callable[..., T]
    keys: tuple[Key, ...]

    @property
    def expected(self) -> str:
        return self.title

    def read(self, value: object, path: str, reading: Reading) -> T | Invalid:
        given = known_mapping(value, self.keys, path, reading)
        return INVALID if given is None else self.fill(given, path, reading)

    def fill(self, given: Mapping[object, object], path: str, reading: Reading) -> T | Invalid:
        """Reads the keys of an object in which every key belongs to this table, and builds the result."""
        files = {key.text: key for key in self.keys if isinstance(key, FileKey)}
        read = {key: _read(key, files.get(key.name), given, path, reading) for key in self.keys if not isinstance(key, FileKey)}
        wrong = any(isinstance(value, Invalid) for value in read.values())
        result = INVALID if wrong else self.build(**{key.field: value for key, value in read.items() if key.field})
        reading.values.keep(path, result)
        return result


def in_python(name: str) -> str:
    """Returns the name of a key in Python's spelling: "host_key" for "hostKey"."""
    return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def draft(**fields: Any) -> Mapping[str, Any]:
    """Returns the fields of a table whose meaning depends on the whole cluster (`assemble`)."""
    return fields


def known_mapping(value: object, keys: Collection[Key], path: str, reading: Reading) -> Mapping[object, object] | None:
    """Returns `value` if it is an object, else None. Reports every unknown key in it, with the key that was probably meant."""
    known = {key.name for key in keys}
    if not isinstance(value, Mapping):
        reading.refuse(path, value, f"an object with {', '.join(dict.fromkeys(key.name for key in keys))}")
        return None
    for name in value:
        if name not in known:
            adviser = reading.adviser
            expected = adviser.suggest(str(name), path, known, value) if adviser else nearest(str(name), known)
            reading.refuse(step_into(path, name), Absent.UNKNOWN, expected)
    return value


def nearest(name: str, known: set[str]) -> str:
    """What to write instead of a name that is not known."""
    folded = {word.lower(): word for word in known}
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f"{folded[close[0]]!r}, the nearest name" if close else f"one of {', '.join(sorted(known))}"


def _read(key: Key, file: FileKey | None, given: Mapping[object, object], path: str, reading: Reading) -> object:
    """Reads the value of a key whose text may be in a `file` instead."""
    value, name = given.get(key.name), given.get(file.name) if file else None
    if file is None or name is None:
        return key.read(value, step_into(path, key.name), reading)
    if value is not None:
        key.read(value, step_into(path, key.name), reading)
    return file.refuse(value, name, step_into(path, file.name), reading)
