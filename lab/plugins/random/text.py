"""RandomString and RandomPassword. Alphabets and defaults: hashicorp/random, internal/random/string.go."""

from __future__ import annotations

import secrets
import string

from lab.plugins.random.drawn import Drawn
from lab.plugins.serving import Call, Created, Failure, InvalidInputs, Properties, Secret, has_unknown

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
_CLASSES = {"upper": string.ascii_uppercase, "lower": string.ascii_lowercase, "numeric": string.digits}


def _text(inputs: Properties) -> str:
    alphabets = _CLASSES | {"special": inputs.get("overrideSpecial") or _SPECIAL}
    allowed = "".join(alphabet for name, alphabet in alphabets.items() if inputs[name])
    if not allowed:
        raise Failure("at least one of upper, lower, numeric and special must be allowed")
    required = {name: int(inputs[f"min{name.capitalize()}"]) for name in alphabets}
    length = int(inputs["length"])
    drawn = [secrets.choice(alphabets[name]) for name, count in required.items() for _ in range(count)]
    drawn += [secrets.choice(allowed) for _ in range(length - len(drawn))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


class RandomString(Drawn):
    """A text that is not secret."""

    defaults = dict.fromkeys(("lower", "upper", "numeric", "number", "special"), True) | dict.fromkeys(
        ("minLower", "minUpper", "minNumeric", "minSpecial"), 0
    )
    inputs = frozenset(defaults) | {"length", "overrideSpecial"}
    drawn = frozenset({"result"})

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        inputs = super().check(call, old, new)
        if not has_unknown(inputs):
            least = sum(int(value) for name, value in inputs.items() if name.startswith("min") and value)
            if int(inputs["length"]) < max(least, 1):
                raise InvalidInputs(("length", f"got {inputs['length']}, want {max(least, 1)} or more"))
        return inputs

    def draw(self, inputs: Properties) -> Created:
        text = _text(inputs)
        return Created(text, {"id": text, "result": text})


class RandomPassword(RandomString):
    """A secret text, with its bcrypt hash."""

    drawn = frozenset({"result", "bcryptHash"})

    def draw(self, inputs: Properties) -> Created:
        import bcrypt

        text = _text(inputs)
        hashed = bcrypt.hashpw(text.encode()[:72], bcrypt.gensalt(10)).decode()
        return Created("none", {"id": "none", "result": Secret(text), "bcryptHash": Secret(hashed)})
