"""Paths of fields, as they are written in stack files and in reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.problems import InvalidValue
from components.core.config.syntax.field_path import field_path, in_words


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("data.password", ("data", "password")),
        ('data["tls.crt"]', ("data", "tls.crt")),
        ("webhooks[0].clientConfig.caBundle", ("webhooks", 0, "clientConfig", "caBundle")),
        ('metadata.annotations["a\\"b/c"]', ("metadata", "annotations", 'a"b/c')),
        ("data.admin-password", ("data", "admin-password")),
    ],
)
def test_a_path_has_its_steps(written: str, steps: tuple[str | int, ...]):
    assert field_path(written) == steps
    assert in_words(steps) == written


@pytest.mark.parametrize(
    "written", [".data", "data.", "data..a", "data password", "data[a]", "data[-1]", 'data["a]', "datä", "a[0]b", 'a["\\x"]', 5]
)
def test_what_is_no_path_is_refused(written: object):
    with pytest.raises(InvalidValue):
        field_path(written)


@given(
    steps=st.lists(
        st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=20) | st.integers(0, 10**6), min_size=1
    )
)
def test_every_path_is_read_back_as_it_is_told(steps: list[str | int]):
    assert field_path(in_words(("data", *steps))) == ("data", *steps)
