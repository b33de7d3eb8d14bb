"""A review: what an edit of a stack file does to the cluster, as values that the reports are written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..config.problems import Problem
from ..picture import Picture
from ..steps.effects import Change, Effect, Risk


class Fate(StrEnum):
    """What becomes of a host. Each host has one."""

    JOINS = "joins"
    RETURNS = "returns"
    """On a new disk, under its name, after it was named dead."""
    CHANGES = "changes"
    LEAVES = "leaves"
    GIVEN_UP = "given-up"
    """It is named dead: it leaves without being contacted."""
    FORGOTTEN = "forgotten"
    """It had been given up, and its entry leaves the stack file."""
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReview:
    """What becomes of one host. `group` is its pool, or its main role: "control-plane", "etcd", "load-balancer"."""

    name: str
    address: str
    group: str
    is_node: bool
    is_control_plane: bool
    fate: Fate
    effects: tuple[Effect, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_contacted(self) -> bool:
        """Whether a step runs on the host itself, and not only about its Node."""
        return self.fate not in (Fate.UNTOUCHED, Fate.GIVEN_UP, Fate.FORGOTTEN) and (
            self.fate is not Fate.CHANGES or not self.changes or any(change.step != "node" for change in self.changes)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdReview:
    """The voters of etcd before and after, in natural order. `restarts` are those that stay and restart. `own` is False for an etcd that
    is the user's. `lost` says why etcd would not survive the edit, "" if it does."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    buried: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    own: bool = True
    lost: str = ""

    @property
    def joins(self) -> tuple[str, ...]:
        """Voters that are new."""
        return tuple(name for name in self.after if name not in self.before)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Voters that leave alive."""
        return tuple(name for name in self.before if name not in self.after and name not in self.buried)

    @property
    def stops(self) -> bool:
        """Whether etcd has no quorum at some moment: one or two voters cannot spare one that restarts."""
        return bool(self.restarts) and len(self.after) < 3


def quorum(voters: int) -> int:
    """Returns how many of so many voters have to agree."""
    return voters // 2 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Hosts in the order in which something happens to them, `width` of them at a time; 0 is all at once."""

    what: str
    hosts: tuple[str, ...]
    width: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What happens to the cluster as a whole, or to an addon of it. `name` is stable, like that of an effect."""

    name: str
    says: str
    risk: Risk = Risk.LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectsReview:
    """The objects of an addon, each as "Kind namespace/name". `unknown` says why they could not be compared."""

    addon: str
    comes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A key of the stack file that differs, with what the reference says of a change of it. Values are as they may be shown."""

    path: str
    before: str | None
    after: str | None
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A host with which Pulumi plans something else than the two stack files say: `planned` are operations on steps ("update converge")."""

    host: str
    said: Fate
    planned: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of a cluster. With `refused` nothing of the edit happens, so that every host is untouched."""

    cluster: str
    is_new: bool
    is_same: bool
    """Whether both stack files describe the same cluster."""
    refused: tuple[Problem, ...]
    hosts: tuple[HostReview, ...]
    etcd: EtcdReview
    waves: tuple[Wave, ...]
    notes: tuple[Note, ...]
    edits: tuple[Edit, ...]
    api: str
    """What clients of the API notice; "" if nothing."""
    api_stops: bool
    objects: tuple[ObjectsReview, ...] = ()
    """Of the addons that come, go or change, if they were asked for."""
    warnings: tuple[Problem, ...] = ()
    """What is allowed and still worth a word, and was not so before the edit."""
    picture: Picture | None = None
    """The cluster after the edit, with the hosts marked that it touches; None if it touches none."""
    drift: tuple[Drift, ...] = ()
    """Where a preview differs, if there is one."""

    def of(self, *fates: Fate) -> Sequence[HostReview]:
        """Returns the hosts with one of these fates."""
        return [host for host in self.hosts if host.fate in fates]

    def with_effect(self, *names: str) -> list[str]:
        """Returns the names of the hosts that have one of these effects, by their stable names."""
        return [host.name for host in self.hosts if any(effect.name in names for effect in host.effects)]

    @property
    def changes_nothing(self) -> bool:
        """Whether `up` would do nothing at all."""
        return not self.refused and not self.notes and all(host.fate is Fate.UNTOUCHED for host in self.hosts)


Secrets = Mapping[str, str]
"""The encrypted secrets of a stack file by their keys, such as "registryPasswords". They are compared, and never shown."""
