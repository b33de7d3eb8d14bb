"""The JSON Schema of a whole `Pulumi.<stack>.yaml`: the cluster, its secrets, and whatever else Pulumi takes there."""

import json
from typing import Any, Final

from ..passwords import PROXY, REGISTRIES, REPOSITORIES
from ..secrets import ETCD_KEY, SSH_KEY, WEAVE_PASSWORD
from .objects import definitions
from .values import Schema

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""The newest draft that every release of yaml-language-server reads (decision 0027)."""
_CLUSTER: Final[Schema] = {"$ref": "#/definitions/Cluster"}
_SECURE: Final[Schema] = {"required": ["secure"], "properties": {"secure": {"type": "string"}}, "additionalProperties": False}
_TEXT: Final[Schema] = {"type": ["string", "number", "boolean", "object"], **_SECURE}
_OF_SECRETS: Final = {
    SSH_KEY: "The SSH key, if neither the agent nor `ssh.privateKeyFile` has it.",
    ETCD_KEY: "The private key of `etcd.cert`, for an existing etcd.",
    WEAVE_PASSWORD: "The password of `addons.weave.encrypted`.",
    PROXY: "The password of the user of `sources.proxy`.",
}
_OF_MAPPINGS: Final = {
    REGISTRIES: "The passwords of registry mirrors, by registry.",
    REPOSITORIES: "The passwords of package repositories, by their place below `sources`.",
}


def schema() -> dict[str, Any]:
    """Returns the schema."""
    secrets = {name: {"description": f"{about} Stored by `pulumi config set --secret`.", **_TEXT} for name, about in _OF_SECRETS.items()}
    mappings = {name: {"description": f"{about} Stored by `pulumi config set --secret`."} for name, about in _OF_MAPPINGS.items()}
    known = {f"kubeadm:{name}": found for name, found in {**secrets, **mappings}.items()}
    return {
        "$schema": DRAFT,
        "title": "A stack file of pulumi-kubeadm",
        "description": "Pulumi.<stack>.yaml with a cluster in its configuration. Generated from the tables that read it.",
        "type": ["object", "null"],
        "properties": {
            "config": {
                "description": "The configuration of the stack, by the names of its keys.",
                "type": ["object", "null"],
                "properties": {
                    "kubeadm:cluster": {"description": "The cluster.", "type": "object", "allOf": [_CLUSTER]},
                    **known,
                },
                "patternProperties": {"^(?:(?!kubeadm:)[^:]+:)?cluster$": _own_cluster()},
            },
        },
        "definitions": definitions(),
    }


def _own_cluster() -> Schema:
    """The cluster in the project's own configuration; a key of the same name that another package reads is left alone."""
    return {"if": {"type": "object", "required": ["controlPlane", "kubernetesVersion"]}, "then": _CLUSTER}


def text() -> str:
    """Returns the schema as it stands in a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")
