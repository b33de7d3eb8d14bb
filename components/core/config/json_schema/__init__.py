"""The JSON Schema of a stack file, made from the tables that read it: what editors complete, explain and check."""

from .stack_file import schema, text

__all__ = ["schema", "text"]
