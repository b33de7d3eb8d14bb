"""Checks of single values: each takes what stood in the stack file and returns it in its final type, or raises InvalidValue."""
