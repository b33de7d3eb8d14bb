"""One stack, one cluster: `kubeadm:cluster` in the stack file says which."""

import pulumi

from components import Cluster, config, registrations, sdk_overhead


async def main() -> dict[str, pulumi.Input[object]]:
    """Register the cluster, whatever its size, and give out how to reach it."""
    sdk_overhead.reduce()
    spec, secrets = config.load()
    cluster = Cluster("cluster", spec, secrets, prefix="")
    await registrations.ended()
    return {**cluster.outputs}


pulumi.run(main)
