"""RandomBytes, RandomId and RandomInteger."""

from __future__ import annotations

import base64
import random
import secrets

from lab.plugins.random.drawn import Drawn
from lab.plugins.serving import Created, Failure, Properties, Secret


class RandomBytes(Drawn):
    """Secret bytes."""

    inputs = frozenset({"length"})
    drawn = frozenset({"base64", "hex"})

    def draw(self, inputs: Properties) -> Created:
        data = secrets.token_bytes(int(inputs["length"]))
        return Created("none", {"base64": Secret(base64.b64encode(data).decode()), "hex": Secret(data.hex())})


class RandomId(Drawn):
    """Random bytes as an identifier, in several notations."""

    inputs = frozenset({"byteLength", "prefix"})
    drawn = frozenset({"id", "b64Std", "b64Url", "hex", "dec"})

    def draw(self, inputs: Properties) -> Created:
        data, prefix = secrets.token_bytes(int(inputs["byteLength"])), inputs.get("prefix") or ""
        url = base64.urlsafe_b64encode(data).decode().rstrip("=")
        outputs = {
            "b64Std": prefix + base64.b64encode(data).decode(),
            "b64Url": prefix + url,
            "hex": prefix + data.hex(),
            "dec": prefix + str(int.from_bytes(data, "big")),
        }
        return Created(url, {"id": url, **outputs})


class RandomInteger(Drawn):
    """A number from `min` to `max` inclusive, the same for the same `seed`."""

    inputs = frozenset({"min", "max", "seed"})
    drawn = frozenset({"id", "result"})

    def draw(self, inputs: Properties) -> Created:
        low, high = int(inputs["min"]), int(inputs["max"])
        if low > high:
            raise Failure(f"min {low} is above max {high}")
        source = random.Random(inputs["seed"]) if inputs.get("seed") else secrets.SystemRandom()
        number = source.randint(low, high)
        return Created(str(number), {"id": str(number), "result": number})
