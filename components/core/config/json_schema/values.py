"""What checks of single values accept, in the words of JSON Schema. What only code can tell is left out: the schema accepts more."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...checks import CHECKS, Severity
from ..addons import custom
from ..syntax import certificates, field_path, host, host_keys, kubernetes, lock, network, openpgp, passed_on, preflight, text
from . import patterns
from .patterns import AUTHORITY, IP, IPV4, IPV6, LINE, LINES, MULTICAST, NAME, NUMERIC, PORT, RANGE, REACHABLE

Check = Callable[[object], object]
Schema = Mapping[str, Any]

_URL: Final = r"[A-Za-z0-9._~:/?#@!&()*+,;=%\[\]-]"
_NO_USER: Final = "(?![^/?#]*@)"
_SUBDOMAIN: Final = kubernetes.SUBDOMAIN
_REGISTRY: Final = f"{_SUBDOMAIN}(?::[0-9]{{1,5}})?"
_PUBLIC: Final = r"(?![\s\S]*PRIVATE KEY)"
_OF_THE_SYSTEM: Final = "|".join(sorted(host.SYSTEM_DIRECTORIES - {"var"}))
_OF_OTHERS: Final = "|".join(host.OTHERS_DIRECTORIES)


def _string(pattern: str, expected: str = "", longest: int | None = None) -> Schema:
    found = {"type": "string", "pattern": f"^(?:{pattern})$"}
    return found | ({"maxLength": longest} if longest else {}) | ({"patternErrorMessage": f"want {expected}"} if expected else {})


_MATCHED: Final[Mapping[Check, Schema]] = {
    text.text: _string(LINE, "a string on one line that is not empty"),
    text.value_text: _string(f"|{LINE}", "a string on one line"),
    text.document_text: _string(LINES, "a string that is not empty"),
    text.boolean: {"type": "boolean"},
    text.fields: {"type": "object"},
    certificates.certificates: _string(rf"{_PUBLIC}[\s\S]*-----BEGIN CERTIFICATE-----[\s\S]*", "certificates in PEM"),
    field_path.field_path: _string(LINE, "the path of a field"),
    host.package: _string(
        "[A-Za-z0-9](?:[A-Za-z0-9+._-]*[A-Za-z0-9+])?(?:=[A-Za-z0-9][A-Za-z0-9.+~^_:*-]*)?", "a package by its name, or by name=version"
    ),
    host.kubelet_drop_in: _string(
        r"(?!10-kubeadm\.conf$)[A-Za-z0-9][A-Za-z0-9_.@-]*\.conf", "a file name such as 20-limits.conf, other than kubeadm's own", 100
    ),
    host.data_directory: _string(
        rf"(?!.*/\.\.?(?:/|$))(?!/(?:usr|var)/(?:lib|bin|log|sbin|local|cache)$)(?!/(?:{_OF_THE_SYSTEM})/)(?!{_OF_OTHERS})"
        "(?:/[A-Za-z0-9_@%+=:,.-]+){2,}",
        "a directory that nothing else uses, such as /var/lib/etcd",
    ),
    host_keys.host_key: _string(
        rf" *(?:{'|'.join(host_keys.HOST_KEY_TYPES)}) +[A-Za-z0-9+/]+=*(?: .*)?", 'a public host key such as "ssh-ed25519 AAAA…"'
    ),
    kubernetes.image_repository: _string(f"{_REGISTRY}(?:/{kubernetes.PATH})?", "a registry and a path, such as registry.k8s.io", 253),
    kubernetes.chart_repository: _string(f"(?:oci://)?{_REGISTRY}/{kubernetes.PATH}", "a registry and a path"),
    kubernetes.qualified_name: _string(f"(?:{_SUBDOMAIN}/)?{kubernetes.QUALIFIED}", "[prefix/]name, as keys of labels are"),
    kubernetes.label_value: _string(f"|{kubernetes.QUALIFIED}", "at most 63 letters, digits, '-', '_' and '.'"),
    kubernetes.annotation_key: _string(
        f"(?:{_SUBDOMAIN.replace('a-z', 'A-Za-z')}/)?{kubernetes.QUALIFIED}", "[prefix/]name, as keys of annotations are"
    ),
    kubernetes.annotation_value: _string(f"|{LINES}", "a string"),
    kubernetes.patch_file: _string(patterns.without_names(kubernetes.PATCH.pattern), "target[suffix][+patchtype].yaml or .json", 200),
    lock.lock: _string(LINES, "the text of a lock"),
    network.address: _string(REACHABLE, "an IPv4 address that other hosts reach, such as 10.0.0.10"),
    network.virtual_address: _string(rf"{REACHABLE}/(?:0?[89]|[12][0-9]|30)", "an address with a prefix, such as 10.0.0.100/24"),
    network.cidr: _string(rf"(?!127\.|0\.0\.0\.0/){IPV4}/(?:[0-9]|[12][0-9]|3[0-2])", "an IPv4 range such as 10.244.0.0/16"),
    network.address_range: _string(f"{REACHABLE}-{REACHABLE}", "a first and a last address such as 10.0.0.200-10.0.0.220"),
    network.endpoint: _string(rf"(?:{REACHABLE}|(?![0-9.]+(?::|$)){_SUBDOMAIN})(?::{PORT})?", "host:port, such as api.example.com:6443"),
    network.registry: _string(f"_default|{_REGISTRY}", "a registry's host[:port] such as registry.k8s.io, or _default"),
    network.repository_url: _string(rf"https?://{_NO_USER}(?:{_URL}|\$(?:releasever|basearch)\b)+", "a URL without a user or password"),
    network.url: _string(f"https?://{_NO_USER}{_URL}+", "a URL without a user or password"),
    network.user_name: _string(r"[A-Za-z0-9_$][A-Za-z0-9._@+$/\\=~-]{0,254}", "a user name"),
    network.proxy_url: _string(f"https?://{AUTHORITY}/*", "the URL of a proxy such as http://proxy.example.com:3128"),
    network.etcd_url: _string(f"https://{AUTHORITY}:[0-9]+", "the client URL of a member such as https://10.0.0.31:2379"),
    openpgp.armoured_key: _string(rf"{_PUBLIC}\s*{openpgp.BEGIN}[\s\S]*", "the text of an ASCII-armoured public key"),
    passed_on.login_address: _string(f"{IP}|{NAME}", "an IP address or a DNS name", 253),
    passed_on.time_server: _string(f"(?!{MULTICAST}$)(?:{IP}|{NAME})", "an IP address or a DNS name", 253),
    passed_on.hosts_address: _string(IP, "an IP address such as 10.0.1.5"),
    passed_on.certificate_name: _string(rf"{IP}|(?:\*\.)?{NUMERIC}{_SUBDOMAIN}", "an IP address, or a DNS name in lower case", 253),
    passed_on.no_proxy: _string(
        rf"{RANGE}|{IPV4}(?::{PORT})?|{IPV6}|\[{IP}\]:(?:{PORT})?|(?:\*?\.)?{NAME}(?::{PORT})?",
        "a name, a .domain or *.domain, an IP address, each with a :port or without, or a range",
    ),
    passed_on.forwarder: _string(rf"(?!127\.|0\.0\.0\.0(?![0-9])){IPV4}(?::{PORT})?", "an IPv4 address, with a port or without"),
    preflight.check_name: {"enum": [*CHECKS]},
    preflight.severity: {"enum": [severity.value for severity in Severity]},
    custom.kustomization: _string(LINE, "a path"),
}


def accepted(check: Check) -> Schema:
    """Returns what a check accepts.

    Raises:
        KeyError: nothing is known of the check.
    """
    return _MATCHED[check] if check in _MATCHED else text.KNOWN[check]
