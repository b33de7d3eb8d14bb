"""Ask every host of a cluster how it is, and change nothing: `make status STACK=…`."""

from .command import main

__all__ = ["main"]
