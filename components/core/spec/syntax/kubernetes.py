"""Names, labels, taints and arguments as the Kubernetes API and its components accept them."""

import re
from typing import Final

from ..readers import Unfit
from .text import has_control, matching, text

LABEL: Final = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
SUBDOMAIN: Final = rf"{LABEL}(?:\.{LABEL})*"
QUALIFIED: Final = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
PATCH: Final = re.compile(r"(?P<target>[a-z]+(?:-[a-z]+)*)(?P<suffix>[A-Za-z0-9_-]*)(?:\+(?P<type>strategic|merge|json))?\.(?:yaml|json)")

dns_label = matching(
    LABEL, "a DNS label (RFC 1123): lower-case letters, digits and dashes, 63 at most, a letter or digit at both ends", longest=63
)
dns_subdomain = matching(SUBDOMAIN, "a DNS name: labels of lower-case letters, digits and dashes, joined by dots")
argument_name = matching(
    r"[a-z0-9][a-z0-9.-]*", "the name alone: lower-case letters, digits and dashes, without leading dashes, '=' or blanks"
)
feature_gate = matching(r"[A-Z][A-Za-z0-9]*", "a feature gate such as RootlessControlPlane")
preflight_check = matching(r"[A-Za-z0-9][A-Za-z0-9.-]*", "the name of a preflight check such as NumCPU, as kubeadm prints it in brackets")
version = matching(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", 'a full version without the v, such as "1.36.3"')
release_tag = matching(r"v[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", 'a tag of a release, such as "v1.2.3"')
flannel_version = matching(r"v[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", 'a tag of flannel, such as "v0.28.4"')
resource_kind = matching(r"[A-Z][A-Za-z0-9]*", "a kind such as Deployment", longest=63)
readiness = matching(
    r"condition=[A-Za-z0-9./_-]+(?:=[A-Za-z]+)?|jsonpath=\{(?:\.[A-Za-z0-9_-]+)+\}(?:=\S+)?",
    "condition=TYPE, or jsonpath={.dotted.path}=value, as `kubectl wait --for` has them",
)
etcd_version = matching(r"3\.[0-9]{1,3}\.[0-9]{1,3}", 'a full version of etcd without the v, such as "3.6.8"')
duration = matching(r"[1-9][0-9]{0,5}[hm]", 'hours or minutes such as "8h" or "30m"')
_PATH: Final = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
_REGISTRY: Final = rf"{SUBDOMAIN}(?::[0-9]{{1,5}})?"
image = matching(
    rf"(?:{_REGISTRY}/)?{_PATH}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?",
    "an image such as registry.k8s.io/pause:3.10.2",
)
image_repository = matching(
    rf"{_REGISTRY}(?:/{_PATH})?", "a registry and a path, such as registry.k8s.io or registry.example.com:5000/kubernetes"
)
image_digest = matching(r"sha256:[0-9a-f]{64}", "sha256: and 64 hexadecimal digits")
chart_name = matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "the name of a chart", longest=250)
chart_version = matching(
    r"v?[0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?", 'a version such as "9.0.0": no range, and nothing like latest'
)


def chart_repository(value: object) -> str:
    """A registry and a path in it, whether oci:// is before them or not."""
    found = image_repository(text(value).removeprefix("oci://"))
    if "/" not in found:
        raise Unfit("a registry and a path, such as ghcr.io/example/charts/shop")
    return found


def qualified_name(value: object) -> str:
    """The key of a label or taint: [prefix/]name (apimachinery IsQualifiedName)."""
    name = text(value)
    prefix, slash, rest = name.rpartition("/")
    if slash and not (len(prefix) <= 253 and re.fullmatch(SUBDOMAIN, prefix)):
        raise Unfit("before the '/' a DNS name, such as example.com/tier")
    if not re.fullmatch(QUALIFIED, rest):
        raise Unfit("letters, digits, '-', '_' and '.', 63 at most, a letter or digit at both ends")
    return name


def label_value(value: object) -> str:
    """The value of a label or taint; may be empty (apimachinery IsValidLabelValue)."""
    if value == "":
        return ""
    found = text(value)
    if not re.fullmatch(QUALIFIED, found):
        raise Unfit("at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends")
    return found


def patch_file(value: object) -> str:
    """A file name of kubeadm's patch directory: target[suffix][+patchtype].extension."""
    name = text(value)
    if len(name) > 200 or has_control(name) or not PATCH.fullmatch(name):
        raise Unfit("target[suffix][+strategic|+merge|+json].yaml or .json, such as kube-apiserver0+merge.yaml")
    return name
