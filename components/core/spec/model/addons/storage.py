"""Volumes of pods."""

from dataclasses import dataclass

from .settings import AddonSettings, Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPath(AddonSettings):
    """Volumes in a directory of the node; `reclaim_policy` is Delete or Retain, `default` makes its class the default one."""

    version: str
    path: str
    default: bool
    reclaim_policy: str
    helper_image: str
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageNode:
    """A node and those of its devices that Ceph takes."""

    name: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RookCeph(AddonSettings):
    """Storage by Ceph; `failure_domain` is host or osd, `default_class` block or filesystem. `destroy_data` gives the data up."""

    version: str
    ceph_image: str
    nodes: tuple[StorageNode, ...]
    monitors: int
    managers: int
    replicas: int
    failure_domain: str
    data_dir: str
    block: bool
    filesystem: bool
    object_store: bool
    default_class: str | None
    dashboard: bool
    destroy_data: bool
    crds: Artefact
    common: Artefact
    csioperator: Artefact
    operator: Artefact
