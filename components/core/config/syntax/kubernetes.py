"""Names, labels, taints and arguments as the Kubernetes API and its components accept them."""

import re
from typing import Final

from ..problems import InvalidValue
from .text import document_text, has_control, matching, text

LABEL: Final = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
SUBDOMAIN: Final = rf"{LABEL}(?:\.{LABEL})*"
QUALIFIED: Final = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
PATCH: Final = re.compile(r"(?P<target>[a-z]+(?:-[a-z]+)*)(?P<suffix>[A-Za-z0-9_-]*)(?:\+(?P<type>strategic|merge|json))?\.(?:yaml|json)")

dns_label = matching(
    LABEL, "a DNS label (RFC 1123): lower-case letters, digits and dashes, 63 at most, a letter or digit at both ends", longest=63
)
dns_subdomain = matching(SUBDOMAIN, "a DNS name: labels of lower-case letters, digits and dashes, joined by dots")
host_name = matching(
    rf"(?!.*\.[0-9]+$){SUBDOMAIN}",
    "a DNS name (RFC 1123), with a domain or without: lower-case letters, digits and dashes, joined by dots",
    longest=63,
)
"""A Node's name is a DNS subdomain, and the value of its label kubernetes.io/hostname, so no longer than one; never an address."""

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
duration = matching(
    r"(?=[0-9hms]*[1-9])(?:[0-9]{1,6}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,6}s)?",
    'a duration of Go such as "8h", "30m" or "1h30m"',
)
PATH: Final = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
_REGISTRY: Final = rf"{SUBDOMAIN}(?::[0-9]{{1,5}})?"
image = matching(
    rf"(?:{_REGISTRY}/)?{PATH}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?",
    "an image such as registry.k8s.io/pause:3.10.2",
)
_image_repository = matching(
    rf"{_REGISTRY}(?:/{PATH})?", "a registry and a path, such as registry.k8s.io or registry.example.com:5000/kubernetes"
)
image_digest = matching(r"sha256:[0-9a-f]{64}", "sha256: and 64 hexadecimal digits")
chart_name = matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "the name of a chart", longest=250)
chart_version = matching(
    r"v?[0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?", 'a version such as "9.0.0": no range, and nothing like latest'
)


def image_repository(value: object) -> str:
    """A registry and a path in it, as image references have them (github.com/distribution/reference): the path knows no capitals."""
    try:
        return _image_repository(value)
    except InvalidValue:
        words = [word for word in re.split(r"[/:]", text(value)) if word != word.lower()]
        if not words or "://" in text(value) or not re.fullmatch(rf"{_REGISTRY}(?:/{PATH})?", text(value).lower()):
            raise
        raise InvalidValue(f"lower-case letters only: {words[0]!r} has capitals, and no image reference can") from None


def chart_repository(value: object) -> str:
    """A registry and a path in it, whether oci:// is before them or not."""
    found = image_repository(text(value).removeprefix("oci://"))
    if "/" not in found:
        raise InvalidValue("a registry and a path, such as ghcr.io/example/charts/shop")
    return found


def qualified_name(value: object) -> str:
    """The key of a label or taint: [prefix/]name (apimachinery IsQualifiedName)."""
    name = text(value)
    prefix, slash, rest = name.rpartition("/")
    if slash and not (len(prefix) <= 253 and re.fullmatch(SUBDOMAIN, prefix)):
        raise InvalidValue("before the '/' a DNS name, such as example.com/tier")
    if not re.fullmatch(QUALIFIED, rest):
        raise InvalidValue("letters, digits, '-', '_' and '.', 63 at most, a letter or digit at both ends")
    return name


def label_value(value: object) -> str:
    """The value of a label or taint; may be empty (apimachinery IsValidLabelValue)."""
    if value == "":
        return ""
    found = text(value)
    if not re.fullmatch(QUALIFIED, found):
        raise InvalidValue("at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends")
    return found


def annotation_key(value: object) -> str:
    """The key of an annotation: like that of a label, its prefix in any case (apimachinery ValidateAnnotations)."""
    name = text(value)
    qualified_name(name.lower())
    return name


def annotation_value(value: object) -> str:
    """The value of an annotation: text of any number of lines, or nothing."""
    if value == "":
        return ""
    return document_text(value) if isinstance(value, str) else text(value)


def patch_file(value: object) -> str:
    """A file name of kubeadm's patch directory: target[suffix][+patchtype].extension."""
    name = text(value)
    if len(name) > 200 or has_control(name) or not PATCH.fullmatch(name):
        raise InvalidValue("target[suffix][+strategic|+merge|+json].yaml or .json, such as kube-apiserver0+merge.yaml")
    return name
