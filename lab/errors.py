"""Errors that the user can resolve."""


class LabError(Exception):
    """The base class of errors of the lab; the message says what was found and what to do, and is shown without a traceback."""
