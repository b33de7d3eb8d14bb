"""The tables of keys: what a stack file may hold. `cluster.CLUSTER` is the whole of it."""
