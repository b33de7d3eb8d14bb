"""Addons in a stack file. A new addon is a module here, its name in `MODULES`, and a module of the same name in `components/addons`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..model.addons import Addons, CustomAddon, Facts
from ..readers import ListOf, Scalar
from ..schema.changes import LIVE, NEXT_RUN
from ..syntax.kubernetes import dns_label
from ..tables import Key, Object
from . import coredns, flannel, gateway, headlamp, kubelet_csr_approver, local_path, metallb, metrics_server, rook_ceph, weave
from .custom import CUSTOM
from .parts import Offered

MODULES: Final = (
    flannel,
    weave,
    kubelet_csr_approver,
    metrics_server,
    local_path,
    metallb,
    gateway,
    headlamp,
    rook_ceph,
    coredns,
)
"""The modules of this library's addons, in the order of the reference."""

OFFERED: Final[tuple[Offered, ...]] = tuple(module.ADDON for module in MODULES)

CATALOGUE: Final[Mapping[str, Facts]] = {addon.key.name: addon.facts for addon in OFFERED}
"""The facts of each addon by its key."""


def addons_table(offered: Sequence[Offered]) -> Object[Addons]:
    """Returns the table of `addons`: a key for each addon in `offered`, the user's own addons, and capabilities that exist already."""
    names = {addon.key.field: addon.key.name for addon in offered}

    def addons(*, custom: tuple[CustomAddon, ...], existing: tuple[str, ...], **settings: Any) -> Addons:
        known = {names[field]: addon for field, addon in settings.items() if addon is not None}
        return Addons(known=known, custom=custom, existing=existing)

    own = Key("custom", ListOf(CUSTOM), "Addons of your own.", LIVE, default=[])
    about = 'What addons need and something outside of this stack provides, such as "cni".'
    existing = Key("existing", ListOf(Scalar("capability", dns_label)), about, NEXT_RUN, default=[])
    return Object("what runs in the cluster from the start", addons, (*(addon.key for addon in offered), own, existing))


ADDONS: Final = addons_table(OFFERED)
