"""A cluster survives the way through JSON, whatever it holds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config import as_json
from components.core.config.parse import parse
from tests.core.config.documents import bundled, existing, external, full, guarded, kube_vip, small
from tests.core.samples import SMALL

FIELDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("document", [small, full, external, existing, guarded, bundled, kube_vip], ids=lambda document: document.__name__)
def test_a_cluster_comes_back_as_it_was(document: Callable[[], dict]) -> None:
    spec = parse(document())

    back = as_json.loads(as_json.dumps(spec))

    assert back == spec
    assert repr(back) == repr(spec), "equal values of other types would differ in what they render"
    assert [back.pool_of(host) for pool in spec.worker_pools for host in pool.hosts] == [
        spec.pool_of(host) for pool in spec.worker_pools for host in pool.hosts
    ]


@given(st.dictionaries(st.text(), FIELDS))
def test_fields_that_are_passed_through_come_back_as_they_were(fields: Mapping[str, object]) -> None:
    """Among them those that look like a type of ours."""
    spec = replace(SMALL, kubelet={**fields, "list": {"IPv4Address": ["10.0.0.1"]}})

    assert repr(as_json.loads(as_json.dumps(spec))) == repr(spec)


def test_a_value_of_another_type_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="a cluster has no set"):
        as_json.dumps(replace(SMALL, kubelet={"x": {IPv4Address("10.0.0.1")}}))
