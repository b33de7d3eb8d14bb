"""Whatever the cluster, its picture has every host and can be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec
from components.core.picture import Picture, as_mermaid, as_svg, picture
from components.core.picture.drawing import Box
from components.core.picture.layout import laid_out
from components.core.roles import reported_hosts
from tests.core.picture.test_picture import HAPROXY, texts
from tests.core.samples import EXTERNAL, GENERAL, SMALL, host

NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


@st.composite
def specs(draw: st.DrawFn) -> ClusterSpec:
    """Clusters of any number of hosts with names of any length, some of them dead and of other platforms."""
    names = draw(st.lists(NAMES, min_size=1, max_size=40, unique=True))
    platforms = st.sampled_from(["debian-12", "rhel-9"])
    hosts = [
        replace(host(name, f"10.0.{number}.255"), dead=number > 0 and draw(st.booleans()), platform=draw(platforms))
        for number, name in enumerate(names)
    ]
    cuts = sorted(draw(st.lists(st.integers(1, len(hosts)), min_size=4, max_size=4)))
    planes, members, balancers, *pools = (tuple(hosts[a:b]) for a, b in zip([0, *cuts], [*cuts, len(hosts)], strict=True))
    spec = EXTERNAL if members else SMALL
    return replace(
        spec,
        control_plane=replace(spec.control_plane, hosts=planes, init_host=planes[0].name),
        etcd=replace(EXTERNAL.etcd, hosts=members) if members else SMALL.etcd,
        load_balancer=replace(HAPROXY, hosts=balancers) if balancers else None,
        worker_pools=tuple(replace(GENERAL, name=f"p{number}", hosts=pool) for number, pool in enumerate(pools)),
    )


def overlaps(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def is_inside(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


def crossed(found: Picture) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pieces of lines that go through a box."""
    drawing = laid_out(found)
    for arrow in drawing.arrows:
        for (x, y), (next_x, next_y) in zip(arrow.points, arrow.points[1:], strict=False):
            piece = Box(min(x, next_x), min(y, next_y), abs(x - next_x), abs(y - next_y))
            if any(overlaps(piece, frame.box) for frame in drawing.frames):
                yield (x, y), (next_x, next_y)


@given(spec=specs())
def test_whatever_the_cluster_every_host_is_shown_or_counted(spec: ClusterSpec) -> None:
    found = picture(spec)
    names = [each.name for group in found.groups for each in group.hosts]
    folded = sum(int(number) for group in found.groups for number in re.findall(r"and (\d+) more", group.more))
    drawn, written = texts(as_svg(found)), as_mermaid(found)

    assert len(names) == len(set(names))
    assert len(names) + folded == len(reported_hosts(spec))
    assert all(name in drawn and f"{name}: " in written for name in names)


@given(spec=specs())
def test_whatever_the_cluster_no_boxes_overlap(spec: ClusterSpec) -> None:
    drawing = laid_out(picture(spec))
    page = Box(0, 0, drawing.width, drawing.height)

    for frame in drawing.frames:
        assert is_inside(frame.box, page)
        assert all(is_inside(card.box, frame.box) for card in frame.cards)
        assert not any(overlaps(one.box, other.box) for one, other in combinations(frame.cards, 2))
    assert not any(overlaps(one.box, other.box) for one, other in combinations(drawing.frames, 2))
    assert [*crossed(picture(spec))] == []


@given(spec=specs())
def test_whatever_the_cluster_the_same_file_has_the_same_picture(spec: ClusterSpec) -> None:
    """The order of a stack file does not matter."""
    turned = replace(
        spec,
        control_plane=replace(spec.control_plane, hosts=spec.control_plane.hosts[::-1]),
        worker_pools=tuple(replace(pool, hosts=pool.hosts[::-1]) for pool in spec.worker_pools[::-1]),
    )
    assert as_svg(picture(spec)) == as_svg(picture(turned))
    assert as_mermaid(picture(spec)) == as_mermaid(picture(turned))
