"""The content of an offline bundle as values: its lock, and the part that each role needs."""
