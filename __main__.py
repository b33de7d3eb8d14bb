"""One stack, one cluster: `kubeadm:cluster` in the stack file says which."""

import asyncio

import pulumi

from components import Cluster, config, pace


async def main() -> dict[str, pulumi.Input[object]]:
    """Register the cluster, whatever its size, and give out how to reach it."""
    pace.hasten()
    spec, secrets = config.load()
    cluster = Cluster("cluster", spec, secrets)
    # Registrations begin here. The SDK first waits for those that have begun and then polls all outputs that are open:
    # with none begun it would poll the outputs of every node for the whole run, in time that grows with their square.
    await asyncio.sleep(0)
    return {"endpoint": cluster.endpoint, "nodes": cluster.nodes, "caHash": cluster.ca_hash, "kubeconfig": cluster.kubeconfig}


pulumi.run(main)
