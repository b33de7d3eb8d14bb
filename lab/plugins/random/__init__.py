"""Stand-in for the random plugin: strings, passwords, bytes, ids and integers."""

from __future__ import annotations

from lab.plugins.random.drawn import Drawn
from lab.plugins.random.numbers import RandomBytes, RandomId, RandomInteger
from lab.plugins.random.text import RandomPassword, RandomString
from lab.plugins.serving import Provider, Resource


class Random(Provider):
    """The provider of values from the random source of the operating system (module `secrets`)."""

    name = "random"
    version = "4.21.4"

    def __init__(self) -> None:
        kinds: tuple[type[Drawn], ...] = (RandomString, RandomPassword, RandomBytes, RandomId, RandomInteger)
        self._resources = {f"random:index/{k.__name__[0].lower()}{k.__name__[1:]}:{k.__name__}": k() for k in kinds}

    def resource(self, token: str) -> Resource:
        if token not in self._resources:
            raise self.unsupported(token)
        return self._resources[token]


PROVIDER = Random()
