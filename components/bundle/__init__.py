"""`make bundle`: what a stack's hosts need, fetched once, verified, and packed for a network that has none of it."""
