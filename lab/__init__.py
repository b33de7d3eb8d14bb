"""A small data centre on one Linux machine: hosts, an artefact mirror and the engine."""
