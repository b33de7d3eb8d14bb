"""What a review says of an edit, of small clusters and of large ones, of careful authors and of others."""

import json
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import Addons, Arg, ClusterSpec, ControlPlane, Haproxy, Host, HostsFile, Proxy, StackedEtcd, WorkerPool
from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec
from components.core.listing import listed
from components.core.review import GATES, Review, as_json, as_markdown, as_text, hit, review, review_of_new
from components.core.review.edits import edits
from components.core.review.inputs import everyone
from components.core.review.model import Fate
from components.core.review.writing import LIMIT, PICTURE
from tests.core.config.documents import changed, existing, external, full, guarded, kube_vip, small
from tests.core.review.edits import base
from tests.core.samples import CP_1, CP_2, CP_3, EXTERNAL, FULL, GENERAL, GUARDED, SMALL, W_1, W_2, etcd_of, host
from tests.examples import times

HA = replace(FULL, load_balancer=None, preparation=SMALL.preparation)
"""Three control planes behind a load balancer of the user's own."""


def fates(found: Review) -> dict[str, str]:
    return {each.name: each.fate.value for each in found.hosts}


def planes(spec: ClusterSpec, **settings: Any) -> ClusterSpec:
    return replace(spec, control_plane=replace(spec.control_plane, **settings))


def workers(spec: ClusterSpec, *hosts: Host, **settings: Any) -> ClusterSpec:
    return replace(spec, worker_pools=(replace(GENERAL, hosts=hosts, **settings),))


@pytest.mark.parametrize("document", [small, full, external, existing, guarded, kube_vip, base], ids=lambda document: document.__name__)
def test_a_file_against_itself_changes_nothing(document: Any) -> None:
    spec, written = parse(document()), document()
    found = review(spec, spec, documents=(written, written))

    assert found.changes_nothing
    assert as_text(found) == f"{spec.name}: nothing changes, for the stack file describes the same cluster. Risk: none.\n\n"
    assert hit(found, tuple(GATES)) == ()


def test_an_edit_without_an_effect_is_told_as_one() -> None:
    after = changed(base(), ("network",), {"podCidr": "10.244.0.0/16"})
    found = review(parse(base()), parse(base()), documents=(base(), after))

    assert "nothing changes, for the edit of the stack file describes the same cluster" in as_text(found)


def test_a_machine_has_one_fate() -> None:
    gone, dead, fresh = host("w-3", "10.0.0.23"), replace(W_2, dead=True), host("w-4", "10.0.0.24")
    before = workers(SMALL, W_1, W_2, gone)
    after = workers(SMALL, W_1, dead, fresh)

    found = review(before, after)

    assert fates(found) == {"cp-1": "untouched", "w-1": "untouched", "w-2": "given-up", "w-3": "leaves", "w-4": "joins"}
    assert [each.name for each in found.of(Fate.GIVEN_UP)[0].effects] == ["given-up"]
    assert hit(found, ("drain", "evict", "replace", "quorum", "control-plane")) == ("drain", "evict", "replace")


def test_a_dead_machine_comes_back_or_is_forgotten() -> None:
    dead = replace(W_2, dead=True)
    back = replace(W_2, generation=2)

    assert fates(review(workers(SMALL, W_1, dead), workers(SMALL, W_1, back)))["w-2"] == "returns"
    assert fates(review(workers(SMALL, W_1, dead), workers(SMALL, W_1)))["w-2"] == "forgotten"
    assert fates(review(workers(SMALL, W_1, dead), workers(SMALL, W_1, dead)))["w-2"] == "untouched"


@pytest.mark.parametrize(
    ("after", "path", "way"),
    [
        (workers(SMALL, replace(W_1, address=IPv4Address("10.0.0.77")), W_2), "hosts[w-1].address", "take w-1 out, run `up`, and add it"),
        (workers(SMALL, replace(W_1, name="web-1"), W_2), "hosts[web-1].name", "take w-1 out, run `up`, and add web-1 then"),
        (planes(workers(SMALL, W_2), hosts=(CP_1, W_1)), "controlPlane.hosts[w-1]", "take w-1 out, run `up`, and add it in its new role"),
        (workers(SMALL, replace(W_1, generation=2), W_2), "hosts[w-1].generation", "set `dead: true` without a new generation"),
        (replace(SMALL, kubernetes_version="1.36.2"), "kubernetesVersion", "a cluster cannot be downgraded"),
        (workers(SMALL, W_1, W_2, kubernetes_version="1.35.4"), "workerPools[general].kubernetesVersion", "a kubelet cannot be downgraded"),
        (
            workers(replace(SMALL, kubernetes_version="1.37.2"), W_1, W_2, host("w-4", "10.0.0.24"), kubernetes_version="1.36.3"),
            "hosts[w-4]",
            "a pool of 1.37",
        ),
    ],
    ids=["address", "name", "role", "generation", "version", "version of a pool", "join of a pool that lags"],
)
def test_a_move_that_the_preview_refuses_is_refused_with_its_steps(after: ClusterSpec, path: str, way: str) -> None:
    found = review(SMALL, after)
    said = as_text(found)

    assert said.startswith("small: refused.")
    assert path in said
    assert way in said
    assert set(fates(found).values()) == {"untouched"}


def test_a_pool_that_lags_is_left_alone_and_moves_its_pods_when_it_follows() -> None:
    stays, follows = (workers(replace(SMALL, kubernetes_version="1.37.2"), W_1, W_2, kubernetes_version=pool) for pool in ("1.36.3", None))

    assert fates(review(SMALL, stays)) == {"cp-1": "changes", "w-1": "untouched", "w-2": "untouched"}
    assert fates(review(stays, follows)) == {"cp-1": "untouched", "w-1": "changes", "w-2": "changes"}
    assert {effect.name for effect in review(stays, follows).of(Fate.CHANGES)[0].effects} >= {"kubernetes-version", "drain"}


def test_the_only_control_plane_takes_the_api_with_it() -> None:
    found = review(SMALL, planes(SMALL, api_server=(Arg(name="v", value="4"),)))

    assert found.api_stops
    assert "Risk: high (api-stops)" in as_text(found)
    assert "away while kube-apiserver restarts, for it is the only one" in as_text(found)


def test_two_voters_cannot_spare_one_that_restarts() -> None:
    two = planes(HA, hosts=(CP_1, CP_2))
    found = review(two, replace(two, etcd=StackedEtcd(data_dir="/var/lib/etcd/data", extra_args=())))

    assert found.etcd.stops
    assert "with 2 voters it has no quorum meanwhile" in as_text(found)
    assert hit(found, ("quorum", "no-spare-voter", "api-stops", "drain")) == ("quorum", "no-spare-voter", "api-stops")


def test_a_load_balancer_of_the_users_own_has_to_do_its_part() -> None:
    found = review(HA, planes(HA, api_server=()))

    assert not found.api_stops
    assert "your own load balancer has to lead clients to the others" in found.api


def test_voters_are_counted_in_the_order_of_a_run() -> None:
    fourth = host("cp-4", "10.0.0.13")
    replaced = review(HA, planes(HA, hosts=(CP_1, CP_2, fourth)))
    fewer = review(HA, planes(HA, hosts=(CP_1, CP_2)))
    dead = review(HA, planes(HA, hosts=(CP_1, CP_2, replace(CP_3, dead=True))))

    assert "3 → 4 → 3 voters (cp-4 joins, then cp-3 leaves): quorum 2, survives the loss of 1" in as_text(replaced)
    assert (
        "3 → 2 voters (cp-3 leaves): quorum 2, survives the loss of 0; an even number survives no more losses than one voter less"
        in as_text(fewer)
    )
    assert "Risk: high (no-spare-voter)" in as_text(fewer)
    assert "3 → 2 voters (cp-3 removed as dead)" in as_text(dead)


def test_a_loss_that_etcd_does_not_survive_is_said_before_up_refuses_it() -> None:
    found = review(HA, planes(HA, hosts=(CP_2, replace(CP_1, dead=True), replace(CP_3, dead=True))))

    assert "`up` refuses this before it changes anything else: 2 of 3 voters are named dead" in as_text(found)
    assert hit(found, ("quorum",)) == ("quorum",)


def test_a_pool_is_updated_as_wide_as_its_lanes() -> None:
    hosts = tuple(host(f"w-{number}", f"10.0.1.{number}") for number in range(1, 11))
    before = workers(SMALL, *hosts, max_unavailable=3)
    [wave] = [wave for wave in review(before, replace(before, kubelet={"maxPods": 9})).waves if "general" in wave.what]

    assert (wave.hosts, wave.width) == (tuple(each.name for each in hosts), 3)


def test_control_planes_are_updated_from_the_init_host_on() -> None:
    found = review(HA, planes(HA, api_server=()))

    assert [wave.hosts for wave in found.waves] == [("cp-2", "cp-1", "cp-3")]


def test_a_removal_follows_the_drain_settings_of_the_run_that_makes_it() -> None:
    forced = review(
        workers(SMALL, W_1, W_2), workers(SMALL, W_1, drain=replace(GENERAL.drain, on_blocked_budget="force", timeout_seconds=60))
    )
    kept = review(SMALL, replace(SMALL, worker_pools=()))

    assert "drained within 60 s, each pod has -1" not in as_text(forced)
    assert "pods that a disruption budget still holds then are deleted all the same" in as_text(forced)
    assert "drained within 120 s, each pod has 30 s to end; if a disruption budget still holds pods then, the run fails" in as_text(kept)


def test_pods_without_a_node_left_are_said_to_wait() -> None:
    assert "no node is left for ordinary pods" in as_text(review(SMALL, replace(SMALL, worker_pools=())))


def test_a_worker_in_another_pool_stays_where_it_is() -> None:
    pool = WorkerPool(name="web", hosts=(W_2,), max_unavailable=1, labels={"tier": "web"}, taints=(), kubelet={})
    after = replace(SMALL, worker_pools=(replace(GENERAL, hosts=(W_1,)), pool))
    found = review(SMALL, after)

    assert fates(found) == {"cp-1": "untouched", "w-1": "untouched", "w-2": "changes"}
    assert found.with_effect("labels", "drain-group") == ["w-2"]
    assert found.with_effect("drain") == []


def test_haproxy_that_comes_to_control_planes_or_leaves_them_makes_no_host_join_or_leave() -> None:
    on_planes = replace(HA, load_balancer=Haproxy(hosts=(), vip=None, interface=None, router_id=1))
    comes, goes = review(HA, on_planes), review(on_planes, HA)

    assert comes.with_effect("balancer-setup") == goes.with_effect("balancer-removal") == ["cp-1", "cp-2", "cp-3"]
    assert [wave.what for wave in comes.waves] == ["load balancers are set up"]
    assert [wave.what for wave in goes.waves] == ["haproxy leaves control planes"]
    assert "clients whose load balancer goes" in as_text(goes)


def test_a_changed_secret_is_named_and_never_shown() -> None:
    old, new = {"proxyPassword": '{"secure": "v1:AAAA"}'}, {"proxyPassword": '{"secure": "v1:BBBB"}'}
    found = review(GUARDED, GUARDED, secrets=(old, new))

    assert {"containerd-restart", "kubelet-restart", "passwords"} == {each.name for each in found.of(Fate.CHANGES)[0].effects}
    assert "the password of the proxy" in as_text(found)
    assert not any(text in form for text in ("AAAA", "BBBB") for form in (as_text(found), as_markdown(found), as_json(found)))


def test_a_password_that_was_put_into_an_address_is_not_repeated() -> None:
    etcd = etcd_of(EXTERNAL)
    addressed = replace(etcd, release=replace(etcd.release, url="https://ci:hunter2@x/etcd.tar.gz"))
    found = review(EXTERNAL, replace(EXTERNAL, etcd=addressed), documents=({"x": "a"}, {"x": "https://ci:hunter2@x"}))

    assert not any("hunter2" in form for form in (as_text(found), as_markdown(found), as_json(found)))
    assert "a value that is not shown here" in as_text(found)


def test_a_value_of_a_stranger_neither_formats_nor_mentions_nor_ends_the_code() -> None:
    evil = "x`</details> @everyone [click](http://evil)\n# big \x1b[31m"
    documents = ({"kubelet": {}}, {"kubelet": {"note": evil}})
    written = as_markdown(review(SMALL, replace(SMALL, kubelet={"note": evil}), documents=documents))
    outside = [part for place, part in enumerate(written.split("```")) if place % 2 == 0]

    assert "\x1b" not in written
    for text in outside:
        prose = [part for place, part in enumerate(text.split("`")) if place % 2 == 0]
        assert not any(bad in part for part in prose for bad in ("@everyone", "[click]", "# big"))


def test_the_settings_that_only_later_runs_use_are_told() -> None:
    after = replace(planes(HA, init_host="cp-1"), protect=False, kubelet_extra_args=(Arg(name="v", value="4"),))
    said = as_text(review(HA, after))

    assert "the cluster is no longer protected" in said
    assert "`kubeletExtraArgs` reach nodes that join later" in said
    assert "later runs begin with another control plane" in said


def test_a_changed_connection_is_told_and_touches_nothing() -> None:
    moved = replace(W_1, ssh=replace(W_1.ssh, port=2222))
    found = review(SMALL, workers(SMALL, moved, W_2))

    assert found.with_effect("connection") == ["w-1"]
    assert "find nothing to change" in as_text(found)


def test_addons_that_come_go_or_change_are_told_with_what_pods_notice() -> None:
    flannel = SMALL.addons.known["flannel"]
    other = replace(SMALL, addons=Addons(known={"flannel": replace(flannel, backend="host-gw")}))  # type: ignore[call-arg]
    slower = replace(SMALL, addons=Addons(known={"flannel": replace(flannel, timeout_seconds=5)}))
    none = replace(SMALL, addons=Addons())

    assert "until the last node has the new backend, pods of different nodes do not reach each other" in as_text(review(SMALL, other))
    assert "none of its objects does" in as_text(review(SMALL, slower))
    assert "it is the pod network, and pods lose it" in as_text(review(SMALL, none))
    assert "addon flannel v0.28.4 is installed" in as_text(review(none, SMALL))


def test_a_new_stack_begins_with_its_init_host() -> None:
    found = review_of_new(FULL)

    assert set(fates(found).values()) == {"joins"}
    assert "the cluster is created: cp-2" in as_text(found)
    assert json.loads(as_json(found))["new"] is True


@pytest.mark.thorough
def test_every_key_of_a_full_stack_file_is_told_when_it_leaves() -> None:
    """Nothing that a team can write has an effect that a review is silent about."""
    optional = ("endpoint", "network")
    for document in (full(), external(), guarded(), kube_vip()):
        for key in [key for key in document if key not in (*small(), *optional)]:
            after = {name: value for name, value in document.items() if name != key}
            try:
                spec = parse(after)
            except InvalidSpec:  # others of its keys need it
                continue
            found = review(parse(document), spec, documents=(document, after))
            assert f"cluster.{key}" in as_text(found), key
            if spec != parse(document):
                assert not found.changes_nothing, key


def fleet(count: int, **settings: Any) -> ClusterSpec:
    """As many workers, in a pool of their own."""
    many = (host(f"worker-with-a-rather-long-name-{number:04}", f"10.{1 + number // 250}.0.{1 + number % 250}") for number in range(count))
    return replace(HA, worker_pools=(replace(GENERAL, hosts=tuple(many), max_unavailable=50),), **settings)


PROXY = Proxy(http="http://10.0.0.2:3128", https="http://10.0.0.3:3128", user=None, no_proxy=())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"kubelet": {"maxPods": 9}}, id="the same on every host"),
        pytest.param(
            {"sources": replace(HA.sources, proxy=PROXY)}, id="files with the host's own address in them", marks=pytest.mark.thorough
        ),
        pytest.param({"worker_pools": ()}, id="all leave"),
        pytest.param({"preparation": replace(FULL.preparation, hosts_file=HostsFile())}, id="many files", marks=pytest.mark.thorough),
    ],
)
def test_a_thousand_hosts_fit_into_a_comment(change: Mapping[str, Any]) -> None:
    before = fleet(1000)
    found = review(before, replace(before, **change))

    assert all(len(written) <= LIMIT for written in (as_text(found), as_markdown(found)))
    assert len(json.loads(as_json(found))["hosts"]) == 1003
    assert as_text(found).count("worker-with-a-rather-long-name-0000") < 20


def test_a_thousand_hosts_that_all_differ_fit_into_a_comment() -> None:
    """Names without a number do not fold, and each host has lines of its own."""
    before = fleet(1000)
    [pool] = before.worker_pools
    odd = [replace(each, name=f"{each.name}-{'x' * 20}", labels={f"label-{number}": "v" * 60}) for number, each in enumerate(pool.hosts)]
    plain = replace(before, worker_pools=(replace(pool, hosts=tuple(replace(each, labels={}) for each in odd)),))
    found = review(plain, replace(before, worker_pools=(replace(pool, hosts=tuple(odd)),)))

    assert all(len(written) <= LIMIT for written in (as_text(found), as_markdown(found)))
    assert "`--json` has all of" in as_text(found)


def test_a_comment_ends_with_the_cluster_after_the_edit_and_what_becomes_of_its_hosts() -> None:
    gone, fresh = host("w-3", "10.0.0.23"), host("w-4", "10.0.0.24")
    found = review(workers(SMALL, W_1, W_2, gone), workers(SMALL, W_1, replace(W_2, dead=True), fresh))
    _, drawn = as_markdown(found).split(f"<details><summary>{PICTURE}</summary>")

    assert drawn.endswith("```\n\n</details>\n")
    for line in ("(−) w-2 is given up: 10.0.0.21, named dead<br/>(−) w-3 leaves: 10.0.0.23", "(+) w-4 joins: 10.0.0.24"):  # noqa: RUF001
        assert f'["{line}"]:::{"joins" if "(+)" in line else "leaves"}' in drawn
    assert "w-1: 10.0.0.20" in drawn
    assert PICTURE not in as_text(found)


def test_an_edit_that_touches_no_host_has_no_picture() -> None:
    refused = review(SMALL, replace(SMALL, kubernetes_version="1.36.2"))

    assert [PICTURE in as_markdown(each) for each in (refused, review(SMALL, SMALL))] == [False, False]


def test_a_picture_that_does_not_fit_is_left_out_and_the_rest_stays() -> None:
    pools = tuple(
        replace(GENERAL, name=f"p{number}", hosts=(host(f"{'w' * 60}-{number}", f"10.2.{number // 250}.{number % 250}"),))
        for number in range(500)
    )
    found = review(replace(SMALL, worker_pools=pools), replace(SMALL, worker_pools=pools, kubelet={"maxPods": 9}))
    written = as_markdown(found)

    assert found.picture is not None
    assert PICTURE not in written
    assert written.startswith("**small: 501 hosts change")
    assert len(written) <= LIMIT


SOME_HOSTS = st.lists(st.integers(1, 9), unique=True).map(lambda numbers: tuple(host(f"w-{each}", f"10.0.2.{each}") for each in numbers))
PLANES = st.sampled_from([(CP_1,), (CP_1, CP_2), (CP_1, CP_2, CP_3), (CP_1, replace(CP_2, dead=True), CP_3)])
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "kubelet": st.sampled_from([{}, {"maxPods": 60}]),
        "kube_proxy": st.sampled_from([{}, {"mode": "nftables"}]),
        "preparation": st.sampled_from([SMALL.preparation, FULL.preparation]),
        "sources": st.sampled_from([SMALL.sources, replace(SMALL.sources, proxy=PROXY)]),
    },
)


@st.composite
def specs(draw: st.DrawFn) -> ClusterSpec:
    hosts = draw(SOME_HOSTS)
    dead = draw(st.sets(st.sampled_from(hosts))) if hosts else set()
    pools = (replace(GENERAL, hosts=tuple(replace(each, dead=each in dead) for each in hosts), max_unavailable=draw(st.integers(1, 4))),)
    plane: ControlPlane = replace(HA.control_plane, hosts=draw(PLANES), init_host="cp-1")
    return replace(HA, control_plane=plane, worker_pools=pools, **draw(SETTINGS))


@times(0.2)
@given(before=specs(), after=specs())
def test_whatever_the_edit_each_host_has_one_fate_and_no_wave_touches_an_untouched_one(before: ClusterSpec, after: ClusterSpec) -> None:
    found = review(before, after)
    names = [each.name for each in found.hosts]
    untouched = {each.name for each in found.of(Fate.UNTOUCHED)}

    assert sorted(names) == sorted({**everyone(before), **everyone(after)})
    assert not untouched.intersection(name for wave in found.waves for name in wave.hosts)
    assert all(each.effects for each in found.hosts if each.fate is not Fate.UNTOUCHED)
    contacted = {each.name for each in found.hosts if each.is_contacted}
    assert contacted <= {name for wave in found.waves for name in wave.hosts} | set(found.with_effect("connection"))
    assert len(as_text(found)) <= LIMIT
    json.loads(as_json(found, tuple(GATES)))


@times(0.2)
@given(spec=specs())
def test_whatever_the_file_against_itself_nothing_changes(spec: ClusterSpec) -> None:
    assert review(spec, spec).changes_nothing


JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
DOCUMENTS = st.dictionaries(
    st.sampled_from(["kubelet", "workerPools", "addons", "name"]),
    JSON | st.lists(st.fixed_dictionaries({"name": st.text(max_size=2), "x": JSON}), max_size=3),
)


@given(before=DOCUMENTS, after=DOCUMENTS)
def test_edits_are_told_unless_there_are_none(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert edits(before, before) == ()
    assert bool(edits(before, after)) == (before != after)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["w-2", "w-10", "w-1"], "w-1, w-2, w-10"),
        (["w-1", "w-2", "w-3", "w-9"], "w-1 to w-3, w-9"),
        (["a", "b"], "a, b"),
        ([f"x{number}-h" for number in range(30)], f"{', '.join(f'x{number}-h' for number in range(24))} and 6 more"),
        (["w-09", "w-10", "w-11"], "w-09 to w-11"),
    ],
)
def test_names_fold_by_number(names: list[str], text: str) -> None:
    assert listed(names) == text
