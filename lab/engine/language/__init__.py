"""The Python language host of the engine, for CLIs without one, such as those built from Go modules."""
