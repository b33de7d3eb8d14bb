"""Charts in image registries, fetched by digest, from the stack's mirrors first.

Rules: https://github.com/opencontainers/distribution-spec/blob/main/spec.md, https://helm.sh/docs/topics/registries/, and for
anonymous tokens https://distribution.github.io/distribution/spec/auth/token/.
"""

import json
import re
import ssl
import urllib.error
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from ..core.config.model import RegistryChart, RegistryMirror
from .manifest import ManifestError, download

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ARCHIVE = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
SERVERS = {"docker.io": "registry-1.docker.io"}
"""The hosts of registries whose API is not at the host of their name."""


def pull(chart: RegistryChart, what: str, mirrors: Mapping[str, Sequence[RegistryMirror]]) -> bytes:
    """Returns what the chart's repository has at "manifests/sha256:…" or "blobs/sha256:…".

    Raises:
        ManifestError: no mirror and no registry serves it without a password.
    """
    registry, _, repository = chart.url.partition("/")
    problems = []
    for place, tls in _places(registry, mirrors):
        try:
            return _ask(f"{place}/{repository}/{what}", tls)
        except ManifestError as error:
            problems.append(str(error))
    raise ManifestError("; ".join(problems))


def archive_in(manifest: bytes, source: str) -> str:
    """Returns the hexadecimal digest of the archive that a chart's manifest names.

    Raises:
        ManifestError: it is not the manifest of a chart.
    """
    try:
        [found] = [layer["digest"] for layer in json.loads(manifest)["layers"] if layer["mediaType"] == ARCHIVE]
        return re.fullmatch(r"sha256:([0-9a-f]{64})", found)[1]  # type: ignore[index]
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{source} is no chart: its digest is that of something else in the registry") from error


def _places(registry: str, mirrors: Mapping[str, Sequence[RegistryMirror]]) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Yields the base URLs of the API of a registry and its mirrors, as containerd asks them."""
    for mirror in mirrors.get(registry) or mirrors.get("_default") or ():
        tls = ssl.create_default_context()
        if mirror.ca:
            tls.load_verify_locations(cadata=mirror.ca)
        yield mirror.url.rstrip("/") + ("" if mirror.override_path else "/v2"), tls
    yield f"https://{SERVERS.get(registry, registry)}/v2", ssl.create_default_context()


def _ask(url: str, tls: ssl.SSLContext) -> bytes:
    headers = {"Accept": f"{MANIFEST}, */*"}
    try:
        return download(url, headers, tls=tls)
    except ManifestError as error:
        refusal = error.__cause__
        if not isinstance(refusal, urllib.error.HTTPError) or refusal.code != 401:
            raise
        token = _token(url, refusal.headers.get("WWW-Authenticate") or "", tls)
    return download(url, {**headers, "Authorization": f"Bearer {token}"}, tls=tls)


def _token(url: str, challenge: str, tls: ssl.SSLContext) -> str:
    asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if not challenge.lower().startswith("bearer ") or "realm" not in asked:
        raise ManifestError(f"{url} asks for a password: get the chart with `helm pull`, and name its archive as `file`")
    query = urlencode({name: asked[name] for name in ("service", "scope") if name in asked})
    answer = download(f"{asked['realm']}?{query}", tls=tls)
    try:
        found = json.loads(answer)
        return str(found.get("token") or found["access_token"])
    except (ValueError, KeyError, AttributeError) as error:
        raise ManifestError(f"{asked['realm']} gives out no token for {url}") from error
