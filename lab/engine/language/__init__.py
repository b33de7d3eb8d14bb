"""The engine's Python language host, for CLIs that come without one: what is built from Go modules has none."""
