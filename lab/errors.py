"""What goes wrong in ways that the person at the keyboard can cure."""


class LabError(Exception):
    """Base of the lab's own errors; the message says what was found and what to do, and is shown without a traceback."""
