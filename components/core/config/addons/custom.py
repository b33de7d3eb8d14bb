"""Addons of the user's own: a manifest, a kustomization or a Helm chart."""

from typing import Any, Final

from ..model import Artefact, Chart, CustomAddon, Keep, Kustomization, RegistryChart, RepositoryChart
from ..model import Readiness as Ready
from ..readers import ListOf, Reading, Scalar
from ..schema.changes import LIVE
from ..syntax.field_path import field_path
from ..syntax.host import sha256
from ..syntax.kubernetes import (
    chart_name,
    chart_repository,
    chart_version,
    dns_label,
    dns_subdomain,
    image_digest,
    readiness,
    resource_kind,
)
from ..syntax.network import url
from ..syntax.text import fields, text
from ..tables import Default, Derived, Key, Object
from ..variants import OneOf
from .parts import SETTINGS


def _path(*, file: str) -> str:
    return file


def _archive(*, url: str, sha256: str, **release: Any) -> Chart:
    return Chart(source=Artefact(url=url, sha256=sha256), **release)


def _in_repository(*, repo: str, name: str, version: str, sha256: str, **release: Any) -> Chart:
    return Chart(source=RepositoryChart(url=repo.rstrip("/"), name=name, version=version, sha256=sha256), **release)


def _in_registry(*, oci: str, version: str, sha256: str | None, digest: str | None, **release: Any) -> Chart:
    """Builds a chart with the digest that is there; `rules.addons` reports if there are none or two."""
    pin = sha256 or (digest or "").removeprefix("sha256:")
    return Chart(source=RegistryChart(url=oci, version=version, sha256=pin, manifest=digest is not None), **release)


def kustomization(value: object) -> Kustomization:
    return Kustomization(text(value))


def _addons_name(path: str, reading: Reading) -> str | None:
    return reading.values.at(f"{path.rpartition('.chart.')[0]}.name", str)


URL: Final = Key("url", Scalar("URL", url, secret=True), "Where it is fetched from.", LIVE)


def _digest(of: str) -> Key:
    return Key("sha256", Scalar("64 hexadecimal digits", sha256), "Digest of its bytes.", LIVE, unset=f"the sha256 of what {of} serves")


def _version(place: str) -> Key:
    missing = f"the chart's version in {place}: nothing is taken that may change"
    return Key("version", Scalar("version of a chart", chart_version), f"Its version in `{place}`.", LIVE, unset=missing)


MANIFEST: Final[OneOf[Artefact | str]] = OneOf(
    "a manifest of your own",
    {
        "file": Object("a file", _path, (Key("file", Scalar("path", text), "A file of it.", LIVE),)),
        "url": Object("a published file", Artefact, (URL, _digest("url"))),
    },
)

_RELEASE: Final = (
    Key(
        "releaseName",
        Scalar("DNS label", dns_label),
        "Name of the release.",
        LIVE,
        default=Derived(_addons_name),
        unset="the addon's name",
    ),
    Key("namespace", Scalar("DNS label", dns_label), "Namespace of the release; made and deleted with the addon.", LIVE),
    Key(
        "values", Scalar("values of the chart", fields), "Values in place of the chart's own. No secrets: they are shown.", LIVE, default={}
    ),
)

CHART: Final[OneOf[Chart]] = OneOf(
    "a Helm chart of your own",
    {
        "file": Object(
            "a chart on this machine",
            Chart,
            (Key("file", Scalar("path", text), "Its archive (.tgz) or its directory.", LIVE, field="source"), *_RELEASE),
        ),
        "url": Object("an archive of a chart", _archive, (URL, _digest("url"), *_RELEASE)),
        "repo": Object(
            "a chart of a Helm repository",
            _in_repository,
            (
                Key("repo", Scalar("URL", url, secret=True), "A Helm repository that has it; its index says where, `sha256` what.", LIVE),
                Key("name", Scalar("name of a chart", chart_name), "Its name in `repo`.", LIVE, unset="the chart's name in repo"),
                _version("repo"),
                _digest("repo"),
                *_RELEASE,
            ),
        ),
        "oci": Object(
            "a chart of a registry",
            _in_registry,
            (
                Key("oci", Scalar("registry and path", chart_repository), "A registry of images that has it.", LIVE),
                _version("oci"),
                Key(
                    "digest",
                    Scalar("sha256:…", image_digest),
                    "The digest that `helm pull` prints.",
                    LIVE,
                    default=Default.NONE,
                    unset="`sha256` is used",
                ),
                Key(
                    "sha256",
                    Scalar("64 hexadecimal digits", sha256),
                    "Digest of the archive, in place of `digest`.",
                    LIVE,
                    default=Default.NONE,
                    unset="`digest` is used",
                ),
                *_RELEASE,
            ),
        ),
    },
)

_WHICH: Final = (
    Key("kind", Scalar("kind", resource_kind), "Kind of the object.", LIVE),
    Key("name", Scalar("name", dns_subdomain), "Its name.", LIVE),
    Key("namespace", Scalar("DNS label", dns_label), "Its namespace.", LIVE, default=Default.NONE, unset="any"),
)

READY: Final = Object(
    "when an object is ready",
    Ready,
    (
        *_WHICH,
        Key(
            "when",
            Scalar("condition or jsonpath", readiness),
            "What must hold: `condition=Available`, or `jsonpath={.status.phase}=Ready`.",
            LIVE,
        ),
    ),
)


KEEP: Final = Object(
    "fields that are kept",
    Keep,
    (
        *_WHICH,
        Key(
            "fields",
            ListOf(Scalar("path", field_path), empty="the path of a field at least"),
            'Paths in it, such as `data.password` or `data["tls.crt"]`.',
            "keeps another field from now on, or draws one anew",
        ),
    ),
)

_EVERY: Final = (
    Key(
        "name",
        Scalar("DNS label", dns_label),
        "Its name; the first part of the names of its resources.",
        "removes the addon and adds one",
    ),
    Key("needs", ListOf(Scalar("capability", dns_label)), 'What others must provide first, such as "cni".', LIVE, default=[]),
    Key("provides", ListOf(Scalar("capability", dns_label)), "What others may need of it.", LIVE, default=[]),
    Key("ready", ListOf(READY), "What is waited for beside the rollout of its workloads.", LIVE, default=[]),
    Key(
        "keep",
        ListOf(KEEP),
        "Fields that a chart draws anew every time: they stay what they were first, as secrets.",
        LIVE,
        default=[],
    ),
    *SETTINGS,
)

_SOURCES: Final = (
    Key("manifest", MANIFEST, "Its objects as they are written.", LIVE, field="source"),
    Key(
        "kustomization",
        Scalar("path", kustomization),
        "A directory with a kustomization.yaml, without remote parts.",
        LIVE,
        field="source",
    ),
    Key("chart", CHART, "A Helm chart, rendered as `helm template` does it.", LIVE, field="source"),
)

CUSTOM: Final[OneOf[CustomAddon]] = OneOf(
    "an addon of your own",
    {source.name: Object("an addon of your own", CustomAddon, (*_EVERY, source)) for source in _SOURCES},
)
