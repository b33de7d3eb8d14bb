"""What becomes of each host."""

from collections.abc import Iterator, Set

from ..config.model import ClusterSpec, Host
from ..config.passwords import PROXY, REGISTRIES, REPOSITORIES
from ..names import natural
from ..render.credentials import OF_PROXY
from ..roles import CONTROL_PLANE, WORKER, role_of, roles
from ..steps import credential_names, only_node_for_pods
from ..steps.effects import Change, Effect, changes, effects, kinds
from .fates import effects_of_fate
from .inputs import everyone, live_steps
from .model import Fate, HostReview

_PASSWORDS = {REGISTRIES: "registry-", REPOSITORIES: "repository-", PROXY: OF_PROXY}
"""The beginnings of the names of credentials, by the key of the stack that holds their passwords."""


def review_hosts(before: ClusterSpec, after: ClusterSpec, secrets: Set[str]) -> tuple[HostReview, ...]:
    """Returns all hosts of both specs in natural order by group; `secrets` are the keys of passwords that differ."""
    old, new = everyone(before), everyone(after)
    names = sorted({**old, **new}, key=natural)
    return tuple(_review(before, after, old.get(name), new.get(name), secrets) for name in names)


def new_hosts(spec: ClusterSpec) -> tuple[HostReview, ...]:
    """Returns all hosts of a stack file that has no cluster yet."""
    hosts = sorted(everyone(spec).values(), key=lambda host: natural(host.name))
    fates = {host.name: Fate.UNTOUCHED if host.dead else Fate.JOINS for host in hosts}
    return tuple(_about(spec, host, fates[host.name], effects_of_fate(spec, spec, host, fates[host.name])) for host in hosts)


def _review(before: ClusterSpec, after: ClusterSpec, old: Host | None, new: Host | None, secrets: Set[str]) -> HostReview:
    fate = _fate(old, new)
    found: tuple[Change, ...] = ()
    felt: tuple[Effect, ...] = ()
    if fate is Fate.UNTOUCHED and old and new and not new.dead:
        found, felt = _compared(before, after, old, new)
        felt = tuple(dict.fromkeys((*felt, *_passwords(after, new, secrets))))
        if found or felt:
            fate, felt = Fate.CHANGES, felt or (kinds.FILES,)
    spec, host = (after, new) if new else (before, old)
    assert host is not None
    return _about(spec, host, fate, felt or effects_of_fate(before, after, host, fate), found)


def _about(spec: ClusterSpec, host: Host, fate: Fate, felt: tuple[Effect, ...], found: tuple[Change, ...] = ()) -> HostReview:
    of_host, pool = roles(spec, host), spec.pool_of(host)
    return HostReview(
        name=host.name,
        address=str(host.address),
        group=pool.name if pool else role_of(spec, host),
        is_node=bool({CONTROL_PLANE, WORKER} & set(of_host)),
        is_control_plane=CONTROL_PLANE in of_host,
        fate=fate,
        effects=felt,
        changes=found,
    )


def _fate(old: Host | None, new: Host | None) -> Fate:
    if old is None or new is None:
        if new:
            return Fate.UNTOUCHED if new.dead else Fate.JOINS
        return Fate.FORGOTTEN if old and old.dead else Fate.LEAVES
    if old.dead != new.dead:
        return Fate.GIVEN_UP if new.dead else Fate.RETURNS
    return Fate.UNTOUCHED


def _compared(before: ClusterSpec, after: ClusterSpec, old: Host, new: Host) -> tuple[tuple[Change, ...], tuple[Effect, ...]]:
    """Compares the steps of a host that is alive before and after. A load balancer on a control plane may come and go."""
    was, now = live_steps(before, old), live_steps(after, new)
    found: list[Change] = []
    felt: list[Effect] = []
    for name in {**was, **now}:
        if switched := _switched(name, name in was, name in now):
            felt += switched
            continue
        differ = changes(was.get(name), now.get(name))
        found += differ
        felt += effects(was.get(name), now.get(name), differ)
    if only_node_for_pods(after) == new.name:
        felt = [effect for effect in felt if effect is not kinds.MOVES_PODS]
    if old.ssh != new.ssh:
        felt.append(kinds.CONNECTION)
    return tuple(found), tuple(dict.fromkeys(felt))


def _switched(step: str, was: bool, now: bool) -> tuple[Effect, ...]:
    if step != "balancer-converge" or was == now:
        return ()
    return (kinds.BALANCER_SETUP,) if now else (kinds.BALANCER_REMOVAL,)


def _passwords(spec: ClusterSpec, host: Host, secrets: Set[str]) -> Iterator[Effect]:
    """Yields what new passwords do on a host that uses them. Only the proxy's are in a file that is read at a start."""
    used = credential_names(spec, host)
    changed = {key for key in secrets if any(name.startswith(_PASSWORDS.get(key, "/")) for name in used)}
    if changed:
        yield kinds.PASSWORDS
    if PROXY in changed:
        yield from (kinds.CONTAINERD, kinds.KUBELET)
