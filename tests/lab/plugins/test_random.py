"""The random stand-in draws what its inputs allow."""

import base64
import string

import pytest

from lab.plugins.random import PROVIDER
from lab.plugins.serving import UNKNOWN, Failure, InvalidInputs, Secret
from tests.lab.plugins.calls import call


def drawn(kind, **inputs):
    resource = PROVIDER.resource(f"random:index/{kind[0].lower()}{kind[1:]}:{kind}")
    return resource.create(call(), resource.check(call(), {}, inputs)).state


def test_minimums_are_kept():
    text = drawn("RandomString", length=8, minUpper=2, minNumeric=2, minSpecial=2, minLower=2, overrideSpecial="#")["result"]
    found = [sum(c in alphabet for c in text) for alphabet in (string.ascii_uppercase, string.digits, "#", string.ascii_lowercase)]
    assert found == [2, 2, 2, 2]


@pytest.mark.parametrize("inputs", [{"length": 0}, {"length": 3, "minUpper": 4}])
def test_an_impossible_length_is_refused(inputs):
    with pytest.raises(InvalidInputs, match="length: got"):
        drawn("RandomString", **inputs)


def test_nothing_allowed_is_refused():
    with pytest.raises(Failure, match="at least one of"):
        drawn("RandomString", length=4, upper=False, lower=False, numeric=False, special=False)


def test_a_password_is_a_secret():
    state = drawn("RandomPassword", length=20)
    assert isinstance(state["result"], Secret)
    assert len(state["result"].value) == 20


def test_bytes_in_both_notations():
    state = drawn("RandomBytes", length=32)
    assert base64.b64decode(state["base64"].value).hex() == state["hex"].value


def test_an_integer_is_in_its_range_and_follows_its_seed():
    assert drawn("RandomInteger", min=3, max=3)["result"] == 3
    assert drawn("RandomInteger", min=1, max=10**9, seed="s") == drawn("RandomInteger", min=1, max=10**9, seed="s")


def test_a_default_that_is_written_out_changes_nothing():
    resource = PROVIDER.resource("random:index/randomString:RandomString")
    assert not resource.diff(call(), {}, {"length": 6}, {"length": 6, "upper": True}).changes


def test_a_preview_does_not_draw():
    resource = PROVIDER.resource("random:index/randomString:RandomString")
    assert resource.create(call(preview=True), {"length": 6}).state["result"] is UNKNOWN


def test_other_types_are_refused_by_name():
    with pytest.raises(Failure, match="random:index/randomPet:RandomPet is not supported"):
        PROVIDER.resource("random:index/randomPet:RandomPet")
