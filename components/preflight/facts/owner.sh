# Whose host this is, as our steps have written it down.
# shellcheck shell=bash

STATE=/var/lib/pulumi-kubeadm

# The name of the cluster, its id, and the host's name there.
owner() { sed -n 's/^cluster /owner=/p; s/^id /owner_id=/p; s/^node /owner_node=/p' $STATE/owner; }
