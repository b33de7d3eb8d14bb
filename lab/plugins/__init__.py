"""Stand-ins for the official provider plugins, for machines that cannot download those.

Each is a faithful subset, held to the records in tests/engine/parity, and refuses by name what it does not do.
"""
