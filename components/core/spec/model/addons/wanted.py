"""All addons of a cluster."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from ....catalogue import CATALOGUE
from .metrics import KubeletCsrApprover, MetricsServer
from .network import CoreDns, Flannel, Metallb, Weave
from .own import Chart, CustomAddon
from .settings import AddonSettings, Artefact
from .storage import LocalPath, RookCeph
from .web import Gateway, Headlamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start; None is "not wanted". `given` are capabilities that something else provides."""

    flannel: Flannel | None = None
    weave: Weave | None = None
    kubelet_csr_approver: KubeletCsrApprover | None = None
    metrics_server: MetricsServer | None = None
    local_path: LocalPath | None = None
    metallb: Metallb | None = None
    gateway: Gateway | None = None
    headlamp: Headlamp | None = None
    coredns: CoreDns | None = None
    custom: tuple[CustomAddon, ...] = ()
    rook_ceph: RookCeph | None = None
    given: tuple[str, ...] = ()

    def wanted(self) -> Mapping[str, AddonSettings]:
        """The wanted addons, by their key in the catalogue or the name that the user gave."""
        known = {_key(each.name): addon for each in fields(self) if isinstance(addon := getattr(self, each.name), AddonSettings)}
        return {**known, **{addon.name: addon for addon in self.custom}}

    def provided(self) -> frozenset[str]:
        """The capabilities that an addon of the stack provides."""
        return frozenset().union(
            *(addon.provides if isinstance(addon, CustomAddon) else CATALOGUE[name].provides for name, addon in self.wanted().items())
        )

    def artefacts(self) -> Mapping[str, Artefact]:
        """Every file that is fetched for them, by addon and name: "flannel/manifest"."""
        return {f"{name}/{artefact}": pin for name, addon in self.wanted().items() for artefact, pin in artefacts_of(addon).items()}


def artefacts_of(addon: AddonSettings) -> Mapping[str, Artefact]:
    """The files of one addon by name."""
    pins = {each.name: getattr(addon, each.name) for each in fields(addon)}
    if isinstance(addon, CustomAddon) and isinstance(addon.source, Chart):
        pins["source"] = addon.source.source
    return {name: pin for name, pin in pins.items() if isinstance(pin, Artefact)}


def _key(name: str) -> str:
    """The key of a stack file that is read into the field of this name."""
    return re.sub("_([a-z])", lambda following: following[1].upper(), name)
