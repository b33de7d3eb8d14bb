"""`make bundle`: fetches, verifies and packs all that the hosts of a stack need, for a network without access to the sources."""
