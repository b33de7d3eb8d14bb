"""Stand-ins for the official provider plugins, for machines that cannot download those.

Each is a faithful subset, tested against the records in tests/engine/parity, and refuses other features by name.
"""
