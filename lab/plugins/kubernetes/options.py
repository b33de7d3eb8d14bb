"""The inputs of the provider resource: the cluster, and the treatment of objects."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.plugins.kubernetes.api import Api
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.objects import within
from lab.plugins.serving import UNKNOWN, Change, Diff, Kind, Properties, changes, plain

IDENTIFIER = "clusterIdentifier"
_WHERE = ("kubeconfig", "context", "cluster")
_REFUSED = ("renderYamlToDirectory", "alwaysRender", "helmReleaseSettings", "cluster")
_ENVIRONMENT = {
    "delete_unreachable": "PULUMI_K8S_DELETE_UNREACHABLE",
    "skip_update_unreachable": "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
    "enable_patch_force": "PULUMI_K8S_ENABLE_PATCH_FORCE",
    "upsert_existing_objects": "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
    "enable_config_map_mutable": "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
    "enable_secret_mutable": "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
}


@dataclass(frozen=True)
class Options:
    """The options of a provider resource; a missing switch may come from the environment variable of the official plugin."""

    kubeconfig: str = field(default="", repr=False)
    context: str = ""
    namespace: str = ""
    delete_unreachable: bool = False
    skip_update_unreachable: bool = False
    enable_patch_force: bool = False
    upsert_existing_objects: bool = False
    enable_config_map_mutable: bool = False
    enable_secret_mutable: bool = False

    @classmethod
    def of(cls, inputs: Properties, environment: Mapping[str, str] = os.environ) -> Options:
        """Reads the inputs; switches are booleans or the text "true"."""
        given = plain(inputs)
        values: dict[str, Any] = {name: str(given.get(name) or "") for name in ("kubeconfig", "context", "namespace")}
        for name, variable in _ENVIRONMENT.items():
            values[name] = _is_true(given.get(_camel(name), environment.get(variable)))
        return cls(**values)

    def api(self) -> Api:
        """Returns the API server of the kubeconfig; raises Unreachable."""
        return Api(parsed_kubeconfig(self.kubeconfig or os.environ.get("KUBECONFIG", "")), self.context)


def refused(inputs: Properties) -> list[str]:
    """Returns the names of inputs for features outside the subset."""
    given = plain(inputs)
    asked = [name for name in _REFUSED if given.get(name) not in (None, "", False, "false")]
    return [*asked, *(["enableServerSideApply=false"] if given.get("enableServerSideApply") in (False, "false") else [])]


def provider_diff(old: Properties, new: Properties) -> Diff:
    """Returns the diff of inputs: never a replacement if the cluster identifier is the same (DiffConfig of the official plugin)."""
    diff = changes(old, new)
    if not diff.changes:
        return diff
    before, after = plain(old), plain(new)
    if IDENTIFIER in before and IDENTIFIER in after:
        return diff.replacing(lambda path: path == IDENTIFIER) if before[IDENTIFIER] != after[IDENTIFIER] else diff
    unknown = [key for key in _WHERE if after.get(key) is UNKNOWN]
    if unknown:
        return Diff({unknown[0]: Change(Kind.UPDATE, replaces=True)})
    if _active_cluster(before) != _active_cluster(after):
        return diff.replacing(lambda path: path in _WHERE)
    return diff


def parsed_kubeconfig(text: str) -> dict[str, Any]:
    """Returns the kubeconfig from its contents or its file; raises Unreachable."""
    # Imported late: a run without changes reads no kubeconfig.
    import yaml

    source = text or str(Path("~/.kube/config").expanduser())
    try:
        if "\n" not in source and not source.lstrip().startswith("{"):
            source = Path(source).read_text()
        parsed = yaml.safe_load(source)
    except (OSError, yaml.YAMLError) as error:
        # The message of a parser could quote the kubeconfig.
        reason = error.strerror if isinstance(error, OSError) else "it is no YAML"
        raise Unreachable(f"the kubeconfig cannot be read: {reason}") from None
    if not isinstance(parsed, dict):
        raise Unreachable("the kubeconfig cannot be used: it is no mapping")
    return parsed


def _active_cluster(inputs: Mapping[str, Any]) -> object:
    try:
        config = parsed_kubeconfig(str(inputs.get("kubeconfig") or ""))
    except Unreachable:
        return None
    wanted = inputs.get("context") or config.get("current-context")
    context: Mapping[str, Any] = next((each for each in config.get("contexts") or [] if each.get("name") == wanted), {})
    name = within(context, "context", "cluster")
    return next((each for each in config.get("clusters") or [] if each.get("name") == name), None)


def _is_true(value: object) -> bool:
    return value is True or value == "true"


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(each.title() for each in rest)
