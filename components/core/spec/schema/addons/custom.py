"""Addons of the user's own: a manifest, a kustomization or a Helm chart."""

from dataclasses import dataclass
from typing import Final

from ...model import Artefact, Chart, CustomAddon, Fields, Kustomization, RegistryChart, RepositoryChart
from ...model import Readiness as Ready
from ...readers import ListOf, Scalar
from ...syntax.host import sha256
from ...syntax.kubernetes import (
    chart_name,
    chart_repository,
    chart_version,
    dns_label,
    dns_subdomain,
    image_digest,
    readiness,
    resource_kind,
)
from ...syntax.network import url
from ...syntax.text import fields, text
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a stack file says that something is: the path of a file, or a URL with the digest of what it serves."""

    file: str | None
    url: str | None
    sha256: str | None

    @property
    def place(self) -> Artefact | str:
        """What is to be read; `rules.addons` has seen to it that there is one."""
        return self.file or Artefact(url=self.url or "", sha256=self.sha256 or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartEntry(Found):
    """A chart and what it is rendered with."""

    release_name: str | None
    namespace: str
    values: Fields
    repo: str | None
    name: str | None
    version: str | None
    oci: str | None
    digest: str | None

    @property
    def place(self) -> Artefact | str:
        """As above; the digest is that of a manifest."""
        version, pin = self.version or "", self.sha256 or (self.digest or "").removeprefix("sha256:")
        if self.repo:
            return RepositoryChart(url=self.repo.rstrip("/"), name=self.name or "", version=version, sha256=pin)
        if self.oci:
            return RegistryChart(url=self.oci, version=version, sha256=pin, manifest=self.digest is not None)
        return self.file or Artefact(url=self.url or "", sha256=pin)


def _found(what: str, pinned: str, beside: str) -> tuple[Key, ...]:
    return (
        Key("file", Scalar("path", text), what, LIVE, default=Default.NONE, unset="`url` is fetched"),
        Key("url", Scalar("URL", url, secret=True), "Where it is fetched from.", LIVE, default=Default.NONE, unset="`file` is read"),
        Key(
            "sha256",
            Scalar("64 hexadecimal digits", sha256),
            pinned,
            LIVE,
            default=Default.NONE,
            unset=beside,
        ),
    )


MANIFEST: Final = Object("a manifest of your own", Found, _found("A file of it.", "Digest of what `url` serves.", "required beside `url`"))

CHART: Final = Object(
    "a Helm chart of your own",
    ChartEntry,
    (
        *_found("Its archive (.tgz) or its directory.", "Digest of the archive.", "required but beside `file` and `digest`"),
        Key(
            "repo",
            Scalar("URL", url, secret=True),
            "A Helm repository that has it; its index says where, `sha256` what.",
            LIVE,
            default=Default.NONE,
            unset="another of `file`, `url` and `oci`",
        ),
        Key(
            "name", Scalar("name of a chart", chart_name), "Its name in `repo`.", LIVE, default=Default.NONE, unset="required beside `repo`"
        ),
        Key(
            "version",
            Scalar("version of a chart", chart_version),
            "Its version in `repo` or `oci`.",
            LIVE,
            default=Default.NONE,
            unset="required beside these",
        ),
        Key(
            "oci",
            Scalar("registry and path", chart_repository),
            "A registry of images that has it.",
            LIVE,
            default=Default.NONE,
            unset="another of `file`, `url` and `repo`",
        ),
        Key(
            "digest",
            Scalar("sha256:…", image_digest),
            "For `oci`: the digest that `helm pull` prints, in place of `sha256`.",
            LIVE,
            default=Default.NONE,
            unset="`sha256` is that of the archive",
        ),
        Key("releaseName", Scalar("DNS label", dns_label), "Name of the release.", LIVE, default=Default.NONE, unset="the addon's name"),
        Key("namespace", Scalar("DNS label", dns_label), "Namespace of the release; made and deleted with the addon.", LIVE),
        Key("values", Scalar("values of the chart", fields), "Values in place of the chart's own. No secrets.", LIVE, default={}),
    ),
)

READY: Final = Object(
    "when an object is ready",
    Ready,
    (
        Key("kind", Scalar("kind", resource_kind), "Kind of the object.", LIVE),
        Key("name", Scalar("name", dns_subdomain), "Its name.", LIVE),
        Key("namespace", Scalar("DNS label", dns_label), "Its namespace.", LIVE, default=Default.NONE, unset="any"),
        Key(
            "when",
            Scalar("condition or jsonpath", readiness),
            "What must hold: `condition=Available`, or `jsonpath={.status.phase}=Ready`.",
            LIVE,
        ),
    ),
)


def _addon(manifest: Found | None, kustomization: str | None, chart: ChartEntry | None, name: str, **rest: object) -> CustomAddon:
    """Of the three one is there (`rules.addons`)."""
    source: Artefact | str | Kustomization | Chart = ""
    if manifest:
        source = manifest.place
    elif kustomization:
        source = Kustomization(kustomization)
    elif chart:
        release = chart.release_name or name
        source = Chart(source=chart.place, release_name=release, namespace=chart.namespace, values=chart.values)
    return CustomAddon(name=name, source=source, **rest)  # type: ignore[arg-type]


CUSTOM: Final = Object(
    "an addon of your own",
    _addon,
    (
        Key(
            "name",
            Scalar("DNS label", dns_label),
            "Its name; the first part of the names of its resources.",
            "removes the addon and adds one",
        ),
        Key("needs", ListOf(Scalar("capability", dns_label)), 'What others must provide first, such as "cni".', LIVE, default=[]),
        Key("provides", ListOf(Scalar("capability", dns_label)), "What others may need of it.", LIVE, default=[]),
        Key("manifest", MANIFEST, "Its objects as they are written.", LIVE, default=Default.NONE, unset="another of the three"),
        Key(
            "kustomization",
            Scalar("path", text),
            "A directory with a kustomization.yaml, without remote parts.",
            LIVE,
            default=Default.NONE,
            unset="another of the three",
        ),
        Key("chart", CHART, "A Helm chart, rendered as `helm template` does it.", LIVE, default=Default.NONE, unset="another of the three"),
        Key("ready", ListOf(READY), "What is waited for beside the rollout of its workloads.", LIVE, default=[]),
        *SETTINGS,
    ),
)
