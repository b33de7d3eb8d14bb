"""The plugin: its configuration and the types that it serves."""

from __future__ import annotations

import re

from lab.plugins.kubernetes.options import Options, provider_diff, refused
from lab.plugins.kubernetes.rendering import FUNCTIONS
from lab.plugins.kubernetes.resource import ObjectResource
from lab.plugins.kubernetes.session import Session
from lab.plugins.serving import Call, Diff, InvalidInputs, Properties, Provider, Resource

_OBJECT = re.compile(r"kubernetes:(?P<group>[a-z0-9.-]+)/v[0-9a-z]+:(?P<kind>[A-Z][A-Za-z0-9]*)")
_COMPONENTS = {"helm.sh", "kustomize", "yaml"}


class Kubernetes(Provider):
    """The provider of objects of one cluster."""

    name = "kubernetes"
    version = "4.34.2"

    def __init__(self) -> None:
        self._session = Session(Options())

    def check_config(self, call: Call, inputs: Properties) -> Properties:
        """Refuses features that the stand-in would otherwise ignore."""
        asked = refused(inputs)
        if asked:
            raise InvalidInputs(*((name, str(self.unsupported(name))) for name in asked))
        return inputs

    def diff_config(self, call: Call, old_inputs: Properties, new: Properties) -> Diff:
        """Replaces the provider, and with it all its objects, only if it refers to another cluster."""
        return provider_diff(old_inputs, new)

    def configure(self, inputs: Properties) -> None:
        """Stores the kubeconfig and the switches, without contact to the cluster."""
        self._session = Session(Options.of(inputs))

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Renders a chart or a kustomization."""
        if token not in FUNCTIONS:
            raise self.unsupported(token)
        return FUNCTIONS[token](arguments)

    def resource(self, token: str) -> Resource:
        """Returns the resource of any kind of object, or its Patch resource; components and lists are not supported."""
        match = _OBJECT.fullmatch(token)
        if match is None or match["group"] in _COMPONENTS or _is_list(match["group"], match["kind"]):
            raise self.unsupported(token)
        return ObjectResource(self._session, patch=match["kind"].endswith("Patch"))


def _is_list(group: str, kind: str) -> bool:
    built_in = "." not in group or group.endswith(".k8s.io")
    return built_in and kind.endswith("List")


PROVIDER = Kubernetes()
