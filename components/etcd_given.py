"""An etcd cluster that is there already, run by somebody else."""

from collections.abc import Mapping, Sequence

import pulumi

from .core.render.etcd import etcd_elsewhere
from .core.render.kubeconfig import Credentials
from .core.spec import model
from .core.spec.model import Json
from .core.steps import File
from .core.steps.etcd import etcd_client_files


class GivenEtcd:
    """Its endpoints and a client certificate are all that is known of it: nobody of its hosts is contacted, and its members are not ours.

    `client_key` belongs to the certificate of the stack file, in PEM, and is secret.
    """

    ready: Sequence[pulumi.Resource] = ()
    settled: Sequence[pulumi.Resource] = ()
    renews = True

    def __init__(self, etcd: model.GivenEtcd, client_key: pulumi.Output[str]) -> None:
        self.kubeadm_stanza: Mapping[str, Json] = etcd_elsewhere(etcd.endpoints)
        self.client_files: pulumi.Output[tuple[File, ...]] = client_key.apply(
            lambda key: etcd_client_files(Credentials(ca_crt=etcd.ca_crt, client_crt=etcd.client_crt, client_key=key))
        )

    def gate(self, after: pulumi.Resource) -> pulumi.Resource:
        """There is nothing to refuse."""
        return after
