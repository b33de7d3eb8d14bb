"""The order in which hosts are changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.lanes import lanes

MEMBERS = st.lists(st.integers(), unique=True)


@given(MEMBERS, st.integers(1, 20))
def test_everyone_is_in_one_lane_and_no_more_than_the_width_change_at_a_time(members: list[int], width: int):
    dealt = lanes(members, width)
    assert sorted(member for lane in dealt for member in lane) == sorted(members)
    assert len(dealt) <= width
    assert all(dealt), "no lane is empty"


@given(MEMBERS, st.integers(1, 20))
def test_lanes_end_at_about_the_same_time(members: list[int], width: int):
    lengths = [len(lane) for lane in lanes(members, width)]
    assert max(lengths, default=0) - min(lengths, default=0) <= 1


@given(MEMBERS, st.integers(), st.integers(1, 20))
def test_a_member_added_behind_moves_no_other(members: list[int], added: int, width: int):
    before, after = lanes(members, width), lanes([*members, added], width)
    for lane, longer in zip(before, after, strict=False):
        assert longer[: len(lane)] == lane


def test_no_lane_at_all_is_refused():
    with pytest.raises(ValueError, match="want at least one"):
        lanes(["w-1"], 0)
