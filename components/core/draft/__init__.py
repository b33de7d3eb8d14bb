"""The draft of a stack file, made from a few answers."""

from .answers import Answers, named_hosts
from .document import document, problems
from .text import key_commands, text

__all__ = ["Answers", "document", "key_commands", "named_hosts", "problems", "text"]
