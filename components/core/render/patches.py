"""The patch directory of kubeadm on a host: patches of the stack file, of the pool, and one that ties an etcd member to its data.

Rules: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches
"""

from typing import Final

from ..config.model import ClusterSpec, Host, StackedEtcd
from .document import document
from .kubelet import POOL_PATCH, TARGET
from .paths import ETCD_MEMBER

# The suffix sorts after the patches of the user, which may refer to volumes by index.
MEMBER_PATCH: Final = "etcdz-member+strategic.yaml"


def patches(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """Returns the content of the patches by file name. A worker gets those of the kubelet only."""
    pool = spec.pool_of(host)
    if pool is None:
        return {**spec.kubeadm.patches, **({MEMBER_PATCH: _member_patch()} if isinstance(spec.etcd, StackedEtcd) else {})}
    of_the_stack = {name: text for name, text in spec.kubeadm.patches.items() if name.startswith(TARGET)}
    of_the_pool = {POOL_PATCH: document(pool.kubelet)} if pool.kubelet else {}
    return {**of_the_stack, **of_the_pool}


def _member_patch() -> str:
    """Returns a patch with a volume that exists as long as the data of the member, and without which the kubelet does not start etcd.

    A member keeps the flags of its first run: started with an empty data directory, the first member would create a new cluster, and
    any other would vote with its old id but without the log behind its votes. The kubelet checks the type of a volume when it starts a
    pod, and only for volumes that a container mounts.
    """
    name = "etcd-member"
    return document(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "etcd", "namespace": "kube-system"},
            "spec": {
                "containers": [{"name": "etcd", "volumeMounts": [{"name": name, "mountPath": ETCD_MEMBER, "readOnly": True}]}],
                "volumes": [{"name": name, "hostPath": {"path": ETCD_MEMBER, "type": "File"}}],
            },
        }
    )
