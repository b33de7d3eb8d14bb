"""The text of a draft: a stack file with a comment at each key that a reader has a choice at."""

from collections.abc import Mapping
from typing import Final

import yaml

from ..versions import KUBERNETES_KEY_FINGERPRINT, KUBERNETES_PACKAGES, minor_of
from ..yaml_rules import Dumper
from .answers import Answers
from .document import KEY_FILE, document

MODELINE: Final = "# yaml-language-server: $schema="
_WIDTH: Final = 150
_COMMENTS: Final[Mapping[str, str]] = {
    "endpoint": "How clients reach the API. It cannot be changed later.",
    "ssh": "The SSH key comes from your agent. The user needs sudo without a password. The file gets the public keys of the hosts.",
    "loadBalancer": "haproxy and keepalived or kube-vip run on the control planes; haproxy may have hosts of its own.",
    "controlPlane": "An odd number of them: etcd goes on as long as more than half of its members run.",
    "workerPools": "Another pool may have its own labels, taints and settings of the kubelet.",
}


def text(answers: Answers, schema: str = "") -> str:
    """Returns the stack file; its first line names the JSON Schema at `schema`, a path relative to the file, for editors."""
    head = [f"{MODELINE}{schema}"] if schema else []
    lines = [*head, "# `pulumi-kubeadm reference` explains every key.", "config:", "  kubeadm:cluster:"]
    for key, value in document(answers).items():
        comment = _about_sources(answers) if key == "sources" else _COMMENTS.get(key, "")
        lines += [] if isinstance(value, str) and not comment else [""]
        lines += [f"    # {line}" for line in comment.splitlines()]
        lines += [f"    {line}" for line in _yaml(key, value).splitlines()]
    return "\n".join(lines) + "\n"


def key_commands(answers: Answers) -> list[str]:
    """Returns the commands that bring the file of the key which signs the packages of Kubernetes, and show its fingerprint."""
    release = f"{KUBERNETES_PACKAGES}v{minor_of(answers.kubernetes_version)}/deb/Release.key"
    return [f"curl -fsSLo {KEY_FILE} {release}", f"gpg --show-keys --fingerprint {KEY_FILE}"]


def _about_sources(answers: Answers) -> str:
    fetch, show = key_commands(answers)
    return f"{fetch}\n{show}: {KUBERNETES_KEY_FINGERPRINT}"


def _yaml(key: str, value: object) -> str:
    # None: what holds only strings goes on one line, as a host does.
    flow = False if isinstance(value, str) else None
    return str(yaml.dump({key: value}, Dumper=Dumper, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=_WIDTH))
