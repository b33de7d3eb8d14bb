"""Calls of a stand-in without an engine."""

import threading

from lab.plugins.serving import Call


class Lines:
    """A log that keeps what it is told."""

    def __init__(self):
        self.shown, self.kept = [], []

    def status(self, message):
        self.shown.append(message)

    def _keep(self, message):
        self.kept.append(message)

    debug = info = warning = error = _keep


def call(name="a", preview=False):
    """A call for a resource with the given name."""
    return Call(f"urn:pulumi:dev::test::test:index:Thing::{name}", Lines(), threading.Event(), preview)
