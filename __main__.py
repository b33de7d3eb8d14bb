"""One stack, one cluster: `kubeadm:cluster` in the stack file says which."""

import asyncio

import pulumi

from components import Cluster, config, sdk_overhead


async def main() -> dict[str, pulumi.Input[object]]:
    """Register the cluster, whatever its size, and give out how to reach it."""
    sdk_overhead.reduce()
    spec, secrets = config.load()
    cluster = Cluster("cluster", spec, secrets, prefix="")
    # Registrations begin here. The SDK first waits for those that have begun and then polls all outputs that are open:
    # with none begun it would poll the outputs of every node for the whole run, in time that grows with their square.
    await asyncio.sleep(0)
    return {**cluster.outputs}


pulumi.run(main)
