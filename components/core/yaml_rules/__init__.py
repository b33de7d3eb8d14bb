"""YAML by the rules of the programs that read it: manifests as Kubernetes reads them, stack files as Pulumi does.

Both use go-yaml, a port of libyaml, with which PyYAML parses. They differ from PyYAML, and from each other, in the values of plain
scalars, in keys, in merges and in what they refuse. No YAML library for Python implements either set of rules.
"""

from .readers import Document, YamlProblem, read_manifest, read_manifests, read_stack_file
from .writing import Dumper

__all__ = ["Document", "Dumper", "YamlProblem", "read_manifest", "read_manifests", "read_stack_file"]
