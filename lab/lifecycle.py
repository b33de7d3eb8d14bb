"""The life of a lab, in order: set up once, up, down. The only place where the lab's parts meet."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from lab import cache, engine, mirror, programs
from lab.commands import run
from lab.errors import LabError
from lab.hosts import agent, firewall, fleet, identity, inventory, kernel, network, requirements, resolver, rootfs, sysctl
from lab.hosts.machine import Machine
from lab.hosts.rootfs import Image
from lab.programs.families import NEEDED
from lab.progress import Progress
from lab.prune import stale
from lab.settings import Settings

_INSTALL_SECONDS = 600
# not in the state, which `down` removes under those who wait
_LOCKS = Path("/run/pulumi-kubeadm-lab")


class NotSetUp(LabError):
    """The cache lacks what hosts or the mirror need."""


class InUse(LabError):
    """The cache cannot be pruned: labs run from it."""


def setup(settings: Settings, progress: Progress, *, demo: bool = False) -> None:
    """Makes all that labs serve, or with `demo` only what the demo needs, and keeps it in the cache; a second call does nothing."""
    lacks = requirements.lacks_for_setup(requirements.facts(settings), made=rootfs.path(settings).exists())
    if lacks:
        raise requirements.Unfit(lacks)
    with _locked("setup"):
        _install(requirements.missing_programs(requirements.facts(settings)), progress)
        rootfs.ensure(settings, progress)
        programs.ensure(settings, progress, families=NEEDED if demo else None)
        engine.ensure(settings, progress)
        mirror.build(settings, progress)


def _install(missing: dict[str, str], progress: Progress) -> None:
    packages = sorted(set(missing.values()))
    if not packages:
        return
    if not shutil.which("apt-get"):
        raise requirements.Unfit(f"{name} is not installed (Debian: {package})" for name, package in missing.items())
    with progress.task(f"Debian packages: {' '.join(packages)}"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", seconds=_INSTALL_SECONDS, env=quiet)
        run("apt-get", "install", "--yes", "--no-install-recommends", *packages, seconds=_INSTALL_SECONDS, env=quiet)


def up(
    settings: Settings,
    count: int,
    progress: Progress,
    *,
    bare: bool = False,
    images: Mapping[str, Image] = MappingProxyType({}),
    fresh: bool = False,
) -> None:
    """Bring the network, the mirror and hosts 1 to `count` up; what runs stays as it is. `bare` leaves the mirror out.

    With `fresh` the hosts get empty disks, and all others are shut down.
    `images` are those of hosts, by their names, that are to have another system; what these need is made the first time.
    """
    more = max(0, count - len(inventory.hosts(settings)))
    lacks = requirements.lacks_for_up(requirements.facts(settings), more)
    if lacks:
        raise requirements.Unfit(lacks)
    unmade = [] if rootfs.path(settings).exists() else ["root file system"]
    unmade += [] if bare else [family.name for family in NEEDED if not programs.has(settings, family.name)]
    if unmade:
        raise NotSetUp(f"not made yet: {', '.join(unmade)}; run `lab setup` first")
    settings.state.mkdir(parents=True, exist_ok=True)
    if images and not bare:
        with _locked("setup"):
            _install(requirements.missing_for_systems(), progress)
    for image in images.values():
        rootfs.ensure(settings, progress, image)
    with _alone(settings):
        kernel.load_modules()
        sysctl.take(settings.name)
        firewall.up(settings)
        network.up(settings)
        resolver.start(settings)
        if not bare:
            mirror.serve(settings)
        if images and not bare:
            mirror.serve_systems(settings, progress)
        identity.make_key(settings.client_key, settings.name)
        agent.start(settings)
        fleet.up(settings, count, progress, images, fresh=fresh)


def addons(settings: Settings, names: Sequence[str], progress: Progress) -> None:
    """Serve what these addons need, beside the mirror of a lab that is up."""
    if not network.exists(settings):
        raise NotSetUp(f"{settings.name} is not up; run `lab up` first")
    with _alone(settings):
        mirror.serve_addons(settings, names, progress)


def down(settings: Settings) -> None:
    """Take all of it away but the cache; also what a lab that crashed left behind."""
    lacks = requirements.cannot_run(requirements.facts(settings))
    if lacks:
        raise requirements.Unfit(lacks)
    with _alone(settings):
        fleet.down(settings)
        agent.stop(settings)
        mirror.stop(settings)
        resolver.stop(settings)
        network.down(settings)
        firewall.down(settings)
        sysctl.give_back(settings.name)
        shutil.rmtree(settings.state, ignore_errors=True)


def serve(settings: Settings, *, wanted: bool) -> None:
    """Switch the mirror on or off while hosts run."""
    with _alone(settings):
        if wanted:
            mirror.serve(settings)
        else:
            mirror.stop(settings)


def restore(machines: Sequence[Machine], snapshot: str) -> None:
    """Give hosts the disk of a snapshot, or a fresh one, and boot them."""
    with _alone(machines[0].settings):
        fleet.restore(machines, snapshot)


def renew(machines: Sequence[Machine]) -> None:
    """Put new machines in the place of hosts: nothing but name and address stays."""
    with _alone(machines[0].settings):
        fleet.renew(machines)


def snapshot(machines: Sequence[Machine], name: str) -> None:
    """Keep hosts' disks under a name and boot the hosts again."""
    with _alone(machines[0].settings):
        fleet.snapshot(machines, name)


def kill(machines: Sequence[Machine]) -> None:
    """Cut hosts' power."""
    with _alone(machines[0].settings):
        fleet.cut_power(machines)


def reboot(machines: Sequence[Machine]) -> None:
    """Shut hosts down and boot them again."""
    with _alone(machines[0].settings):
        fleet.reboot(machines)


def prune(settings: Settings) -> list[Path]:
    """Remove from the cache what this checkout does not ask for, and return it. Raises InUse while there is any lab."""
    with ExitStack() as labs:
        for number in range(10):
            labs.enter_context(_alone(replace(settings, number=number)))
        there = {*sysctl.labs(), *_labs_with_disks(settings)}
        if there:
            raise InUse(f"the cache is in use by {', '.join(sorted(there))}; take down every lab first (LAB_NUMBER=… lab down)")
        return [entry for entry in stale(settings) if cache.remove(entry)]


def _labs_with_disks(settings: Settings) -> list[str]:
    """Names of labs whose hosts have disks: those lie over a root file system of the cache, also while the hosts are down."""
    siblings = (replace(settings, number=number, state=settings.state.with_name(str(number))) for number in range(10))
    return [lab.name for lab in (settings, *siblings) if inventory.hosts(lab)]


def environment(settings: Settings) -> dict[str, str]:
    """The variables that point pulumi and ssh at this lab."""
    return {**engine.environment(settings), **agent.environment(settings)}


def _alone(settings: Settings) -> AbstractContextManager[None]:
    """Hold the lab's lock, so that two commands do not change it at once."""
    return _locked(settings.name)


@contextmanager
def _locked(name: str) -> Iterator[None]:
    _LOCKS.mkdir(parents=True, exist_ok=True)
    with (_LOCKS / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waiting for another command on {name}", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
