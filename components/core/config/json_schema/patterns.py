"""Regular expressions of values, as ECMA-262 and Python both read them."""

from typing import Final

OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4: Final = rf"{OCTET}(?:\.{OCTET}){{3}}"
IPV6: Final = "(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]+"
IP: Final = f"(?:{IPV4}|{IPV6})"
MULTICAST: Final = rf"(?:22[4-9]|23[0-9])(?:\.{OCTET}){{3}}"
RANGE: Final = f"(?:{IPV4}/(?:0{{0,2}}[0-9]|0?[12][0-9]|0?3[0-2])|{IPV6}/(?:0{{0,2}}[0-9]|0?[1-9][0-9]|1[01][0-9]|12[0-8]))"
REACHABLE: Final = rf"(?!0\.0\.0\.0(?![0-9])|127\.|169\.254\.|22[4-9]\.|23[0-9]\.|24[0-9]\.|25[0-5]\.){IPV4}"
"""An address that other hosts reach: no loopback, link-local, multicast or reserved one."""
PORT: Final = (
    "(?:0{0,4}[1-9]|0{0,3}[1-9][0-9]|0{0,2}[1-9][0-9]{2}|0?[1-9][0-9]{3}|[1-5][0-9]{4}"
    "|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
)
WORD: Final = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
NUMERIC: Final = r"(?!(?:[^:]*\.)?[0-9]+(?::|$))"
"""In front of a name: it is none whose last label is a number, which could only be a mistyped address."""
NAME: Final = rf"{NUMERIC}{WORD}(?:\.{WORD})*"
AUTHORITY: Final = r"[A-Za-z0-9._:\[\]-]+"
CONTROL: Final = r"\u007f-\u009f\u2028\u2029"
LINE: Final = rf"(?=.*\S)[^\u0000-\u001f{CONTROL}]*"
"""Text on one line that is not empty."""
LINES: Final = rf"(?=[\s\S]*\S)[^\u0000-\u0008\u000b-\u001f{CONTROL}]*"
"""Text of several lines."""


def without_names(pattern: str) -> str:
    """Returns a pattern of Python without the names of its groups, which ECMA-262 writes otherwise."""
    head, *rest = pattern.split("(?P<")
    return head + "".join(f"(?:{group.partition('>')[2]}" for group in rest)
