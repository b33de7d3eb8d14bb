"""An etcd cluster that is there already, run by somebody else."""

from collections.abc import Sequence

import pulumi

from .core.config import model
from .core.render.kubeconfig import Credentials
from .core.steps import File
from .core.steps.etcd import etcd_client_files


class ExistingEtcd:
    """Its endpoints and a client certificate are all that is known of it: nobody of its hosts is contacted, and its members are not ours.

    `client_key` belongs to the certificate of the stack file, in PEM, and is secret.
    """

    ready: Sequence[pulumi.Resource] = ()
    members_updated: Sequence[pulumi.Resource] = ()

    def __init__(self, etcd: model.ExistingEtcd, client_key: pulumi.Output[str]) -> None:
        self.endpoints = etcd.endpoints
        self.client = client_key.apply(lambda key: Credentials(ca_crt=etcd.ca_crt, client_crt=etcd.client_crt, client_key=key))
        self.client_files: pulumi.Output[tuple[File, ...]] = self.client.apply(etcd_client_files)

    def quorum_check(self, initialized: pulumi.Resource) -> pulumi.Resource:
        """Registers nothing: the members are not ours."""
        return initialized
