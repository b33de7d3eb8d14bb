"""The command `pulumi-kubeadm`: what a stack file says, and what its hosts are, without the engine of Pulumi."""
