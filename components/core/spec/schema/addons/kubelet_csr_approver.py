"""The approver of kubelets' serving certificates."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import KubeletCsrApprover
from ...readers import Scalar
from ...syntax.kubernetes import release_tag
from ...tables import Key, Object
from ..changes import LIVE
from .parts import SETTINGS, pinned

KUBELET_CSR_APPROVER: Final = Object(
    "the approver of kubelets' serving certificates",
    pinned("kubeletCsrApprover", KubeletCsrApprover),
    (
        Key(
            "version",
            Scalar("version", release_tag),
            "Version of kubelet-csr-approver.",
            LIVE,
            default=CATALOGUE["kubeletCsrApprover"].default,
        ),
        *SETTINGS,
    ),
)
