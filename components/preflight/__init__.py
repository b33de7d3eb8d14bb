"""Ask every host of a stack what it is, before anything is changed: `make preflight STACK=…`."""

from .command import main

__all__ = ["main"]
