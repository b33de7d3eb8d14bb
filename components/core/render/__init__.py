"""Renders every file of a host: pure functions from the spec to text."""
