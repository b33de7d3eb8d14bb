"""The text of every file on a host: spec in, text out, nothing else in scope."""
