"""What a picture shows of a cluster, and that it can be drawn whatever the cluster is."""

import re
from dataclasses import replace
from ipaddress import IPv4Interface
from xml.etree import ElementTree

import pytest

from components.core.config.files import named_files, ssh_file, with_texts
from components.core.config.model import ClusterSpec, Haproxy, Host
from components.core.config.parse import parse
from components.core.picture import Mark, Picture, as_mermaid, as_svg, marked_picture, picture
from components.core.picture.hosts import FOLDED, WHOLE
from components.core.picture.model import Group, Line, Machine
from tests.core.config.documents import apt_key, existing, full, host_key, kube_vip
from tests.core.config.test_stack_files import EXAMPLES, example
from tests.core.review.edits import base
from tests.core.samples import EXTERNAL, FULL, GENERAL, MIXED, SMALL, W_1, W_2, host
from tests.golden_files import Golden

SVG = "{http://www.w3.org/2000/svg}"
HAPROXY = Haproxy(hosts=(), vip=None, interface=None, router_id=1)
ON_CONTROL_PLANES = replace(FULL, load_balancer=HAPROXY)


def workers(count: int) -> tuple[Host, ...]:
    return tuple(host(f"w-{number}", f"10.9.{number // 250}.{1 + number % 250}") for number in range(1, count + 1))


def with_pool(*hosts: Host, spec: ClusterSpec = SMALL) -> ClusterSpec:
    return replace(spec, worker_pools=(replace(GENERAL, hosts=hosts),))


def group(found: Picture, key: str) -> Group:
    return next(each for each in found.groups if each.key == key)


def leads(found: Picture) -> list[tuple[str, str]]:
    return [(line.start, line.end) for line in found.lines]


def texts(drawn: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def test_the_examples_are_drawn_like_this(golden: Golden) -> None:
    drawn = {}
    for file in EXAMPLES:
        document = example(file)
        known_hosts = f"10.* {host_key()}" if ssh_file(document, "knownHosts") else ""
        found = picture(parse(with_texts(document, dict.fromkeys(named_files(document), apt_key())), known_hosts))
        name = file.stem.removeprefix("Pulumi.")
        drawn |= {f"{name}.svg": as_svg(found), f"{name}.mermaid": as_mermaid(found)}
    golden.check("picture", drawn)


def test_clients_and_workers_reach_the_store_through_the_load_balancers() -> None:
    found = picture(parse(base()))

    chain = [("clients", "endpoint"), ("endpoint", "load-balancers"), ("load-balancers", "control-planes")]
    assert leads(found) == [*chain, ("pool-general", "endpoint"), ("pool-gpu", "endpoint")]
    assert "kept on one load balancer by keepalived" in group(found, "endpoint").notes[0]
    assert "→ its own etcd member, port 2379" in group(found, "control-planes").notes[0]


def test_api_servers_reach_an_etcd_that_is_not_theirs_over_a_line() -> None:
    mine, yours = picture(EXTERNAL), picture(parse(existing()))

    assert ("control-planes", "etcd") in leads(mine)
    assert ("control-planes", "etcd") in leads(yours)
    assert [each.name for each in group(mine, "etcd").hosts] == ["etcd-1", "etcd-2", "etcd-3"]
    assert group(yours, "etcd").notes[0].startswith("https://")
    assert all("its own etcd member" not in note for note in group(mine, "control-planes").notes)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (SMALL, "the address of cp-1"),
        (FULL, "your own DNS name or load balancer"),
        (ON_CONTROL_PLANES, "your own address or DNS name"),
        (
            replace(ON_CONTROL_PLANES, load_balancer=replace(HAPROXY, vip=IPv4Interface("10.0.0.9/24"))),
            "virtual address 10.0.0.9, kept on one control plane by keepalived",
        ),
        (parse(kube_vip()), "kept on one control plane by kube-vip"),
    ],
    ids=["address", "own", "haproxy without a virtual address", "haproxy on control planes", "kube-vip"],
)
def test_what_is_behind_the_endpoint_is_said(spec: ClusterSpec, says: str) -> None:
    assert says in group(picture(spec), "endpoint").notes[0]


def test_haproxy_on_control_planes_has_no_hosts_of_its_own() -> None:
    found = picture(ON_CONTROL_PLANES)

    assert leads(found)[:2] == [("clients", "endpoint"), ("endpoint", "control-planes")]
    assert "haproxy on each, in front of all API servers, port 8443" in group(found, "control-planes").notes


def test_a_pool_that_lags_shows_its_own_version() -> None:
    lagging = replace(SMALL, worker_pools=(replace(GENERAL, kubernetes_version="1.35.4"),))

    assert "Kubernetes 1.35.4" in group(picture(lagging), "pool-general").notes
    assert not any("Kubernetes" in note for note in group(picture(SMALL), "pool-general").notes)


def test_platforms_are_told_once_where_they_are_all_the_same() -> None:
    alike, mixed = group(picture(SMALL), "pool-general"), group(picture(MIXED), "pool-general")

    assert (alike.notes, alike.hosts[0].details) == (("debian-12, amd64",), ("10.0.0.20",))
    assert (mixed.notes, mixed.hosts[0].details) == ((), ("10.0.0.26", "rhel-9, arm64"))


def test_a_dead_host_is_told_as_one() -> None:
    assert group(picture(with_pool(W_1, replace(W_2, dead=True))), "pool-general").hosts[1].details == ("10.0.0.21", "named dead")


def test_a_large_pool_is_folded_and_counted() -> None:
    found = group(picture(with_pool(*workers(101))), "pool-general")

    assert (found.title, [each.name for each in found.hosts]) == ("Pool general: 101 workers", [f"w-{n}" for n in range(1, FOLDED + 1)])
    assert found.more == "… and 96 more"
    assert group(picture(with_pool(*workers(WHOLE))), "pool-general").more == ""


def test_hosts_that_an_edit_touches_are_not_folded_before_others() -> None:
    before, after = with_pool(*workers(50)), with_pool(*workers(52)[1:])
    marks = {"w-1": Mark("leaves", "leaves"), "w-51": Mark("joins", "joins"), "w-52": Mark("joins", "joins")}
    found = group(marked_picture(before, after, marks), "pool-general")

    assert [each.name for each in found.hosts if each.mark] == ["w-1", "w-51", "w-52"]
    assert (found.title, found.more) == ("Pool general: 51 workers", "… and 47 more")


def test_folded_hosts_are_counted_by_their_marks() -> None:
    marks = {each.name: Mark("changes", "changes") for each in workers(20)} | {"w-20": Mark("joins", "joins")}

    assert group(picture(with_pool(*workers(20)), marks), "pool-general").more == "… and 15 more (+ 1, ~ 14)"


def test_a_pool_and_load_balancers_that_go_are_still_drawn() -> None:
    balanced = replace(FULL, load_balancer=replace(HAPROXY, hosts=(host("lb-1", "10.0.0.5"),)))
    found = marked_picture(balanced, replace(FULL, worker_pools=()), {"lb-1": Mark("leaves", "leaves")})

    assert [each.name for each in group(found, "load-balancers").hosts] == ["lb-1"]
    assert group(found, "pool-general").title == "Pool general: 0 workers"
    assert '"(−) lb-1 leaves: 10.0.0.5"' in as_mermaid(found)  # noqa: RUF001
    ElementTree.fromstring(as_svg(found))


EVIL = """<&"'>`#x; end %%{init: {}}%% [a](b) _c_ ]]> \x1b\n```"""


def test_what_a_stranger_writes_is_text() -> None:
    """The schema permits none of this today; a picture does not rely on that."""
    evil = Machine(name=EVIL, details=(EVIL,), mark=Mark("joins", "joins"))
    groups = (Group(key="clients", title=EVIL, notes=(EVIL,)), Group(key="etcd", title=EVIL, hosts=(evil,), more=EVIL))
    found = Picture(name="x", facts=((EVIL, EVIL),), chain=groups, pools=(), lines=(Line("clients", "etcd", EVIL),))
    drawn, written = as_svg(found), as_mermaid(found)

    assert EVIL.replace("\n", " ").replace("\x1b", " ") in texts(drawn)
    assert "\x1b" not in drawn + written
    for label in re.findall(r'"(.*)"', written)[1:]:
        assert re.fullmatch(r"[A-Za-z0-9 .,:/()+→…−#;-]*", label.replace("<br/>", "").replace('"| g2', "")), label  # noqa: RUF001
    assert "```" not in written
    assert "%%" not in written


def test_a_screen_reader_is_told_everything() -> None:
    root = ElementTree.fromstring(as_svg(picture(parse(base()))))
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert title is not None
    assert said is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
    assert "cp-3 (10.30.0.13)" in (said.text or "")
    assert "3 control planes; on each: API server, port 6443" in (said.text or "")
    assert "2 load balancers → 3 control planes (port 6443)" in (said.text or "")


def test_nothing_is_fetched() -> None:
    drawn = as_svg(picture(parse(full())))
    assert re.findall(r"href|url\(|@import|<script|<image|@font-face", drawn) == []
