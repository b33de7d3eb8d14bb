"""One stack, one cluster: `kubeadm:cluster` in the stack file says which."""

import pulumi

from components import Cluster, config

spec, secrets = config.load()
cluster = Cluster(spec.name, spec, secrets)

pulumi.export("endpoint", cluster.endpoint)
pulumi.export("nodes", cluster.nodes)
pulumi.export("caHash", cluster.ca_hash)
pulumi.export("kubeconfig", cluster.kubeconfig)
