"""`make review`: what an edit of a stack file does to its cluster, from the file at a git reference and the one in the work tree."""

from .command import main

__all__ = ["main"]
