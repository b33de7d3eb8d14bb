"""Charts of repositories and registries: found where these say, taken by digest alone, kept for a machine without a network."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from components.addons.fetching import fetch
from components.addons.manifest import ManifestError
from components.addons.materials import Materials
from components.addons.programs import Programs
from components.addons.registry import ARCHIVE
from components.core.config.model import Artefact, RegistryChart, RegistryMirror, RepositoryChart
from tests.components.test_own_addons import archived

CHART = archived(("shop/Chart.yaml", "name: shop\nversion: 1.0.0\n"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MANIFEST = json.dumps({"layers": [{"mediaType": ARCHIVE, "digest": f"sha256:{sha256(CHART)}"}]}).encode()


class Published(ThreadingHTTPServer):
    """A web server with what is in `files`; below /v2 for who has the token, and blobs from another place."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.challenge = f'Bearer realm="{self.url}/token",service="here",scope="repository:charts/shop:pull"'
        self.asked: list[tuple[str, str | None]] = []
        self.files = {
            "/charts/index.yaml": self.index("archives/shop-1.0.0.tgz"),
            "/charts/archives/shop-1.0.0.tgz": CHART,
            "/token?service=here&scope=repository%3Acharts%2Fshop%3Apull": b'{"token": "anybody"}',
            f"/v2/charts/shop/manifests/sha256:{sha256(MANIFEST)}": MANIFEST,
            f"/v2/charts/shop/manifests/sha256:{sha256(CHART)}": CHART,
            f"/v2/charts/shop/blobs/sha256:{sha256(CHART)}": b"elsewhere",
            "/elsewhere": CHART,
        }
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def index(self, url: str) -> bytes:
        return yaml.safe_dump({"entries": {"shop": [{"version": "2.0.0", "urls": ["x"]}, {"version": "1.0.0", "urls": [url]}]}}).encode()


class _Handler(BaseHTTPRequestHandler):
    server: Published

    def do_GET(self) -> None:
        token = self.headers.get("Authorization")
        self.server.asked.append((self.path, token))
        content = self.server.files.get(self.path)
        refused = self.path.startswith("/v2/") and token != "Bearer anybody"
        self.send_response(401 if refused else 404 if content is None else 302 if content == b"elsewhere" else 200)
        self.send_header("WWW-Authenticate", self.server.challenge)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"" if refused else content or b"")

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def published() -> Iterator[Published]:
    server = Published()
    yield server
    server.shutdown()
    server.server_close()


def in_repository(published: Published, version: str = "1.0.0", pin: str = sha256(CHART)) -> RepositoryChart:
    return RepositoryChart(url=f"{published.url}/charts", name="shop", version=version, sha256=pin)


def in_registry(pin: str, manifest: bool) -> RegistryChart:
    return RegistryChart(url="127.0.0.1:1/charts/shop", version="1.0.0", sha256=pin, manifest=manifest)


def mirrors(published: Published) -> dict[str, tuple[RegistryMirror, ...]]:
    return {"127.0.0.1:1": (RegistryMirror(url=published.url),)}


def test_the_index_of_a_repository_says_where_and_is_not_asked_again(published: Published, tmp_path: Path) -> None:
    assert fetch(in_repository(published), tmp_path) == fetch(in_repository(published), tmp_path) == CHART
    assert [path for path, _ in published.asked] == ["/charts/index.yaml", "/charts/archives/shop-1.0.0.tgz"]


def test_an_index_cannot_change_what_was_pinned(published: Published, tmp_path: Path) -> None:
    published.files["/charts/index.yaml"] = published.index(f"{published.url}/evil.tgz")
    published.files["/evil.tgz"] = b"evil"

    with pytest.raises(ManifestError, match=f"charts#shop-1.0.0 has sha256 {sha256(b'evil')}, want {sha256(CHART)}"):
        fetch(in_repository(published), tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("index", "version", "complaint"),
    [
        (None, "3.0.0", r"has no shop 3\.0\.0; it has 2\.0\.0, 1\.0\.0"),
        (b"entries: {}", "1.0.0", r"has no shop 1\.0\.0; it has none of that name"),
        (b"<html>", "1.0.0", "is no index of charts"),
        (b"entries: {shop: [{version: 1.0.0, urls: ['oci://ghcr.io/a/shop:1.0.0']}]}", "1.0.0", "write that as `oci` of the chart"),
        (b"entries: {shop: [{version: 1.0.0, urls: ['file:///etc/passwd']}]}", "1.0.0", "neither https:// nor http://"),
    ],
)
def test_what_an_index_lacks_is_told(published: Published, tmp_path: Path, index: bytes | None, version: str, complaint: str) -> None:
    if index:
        published.files["/charts/index.yaml"] = index
    with pytest.raises(ManifestError, match=complaint):
        fetch(in_repository(published, version), tmp_path)


@pytest.mark.parametrize("manifest", [True, False], ids=["by the manifest's digest", "by the archive's"])
def test_a_registry_is_asked_by_digest_with_a_token_that_goes_nowhere_else(published: Published, tmp_path: Path, manifest: bool) -> None:
    chart = in_registry(sha256(MANIFEST if manifest else CHART), manifest)

    assert fetch(chart, tmp_path, mirrors(published)) == CHART
    assert ("/elsewhere", None) in published.asked
    published.asked.clear()
    assert fetch(chart, tmp_path, mirrors(published)) == CHART, "from what is kept"
    assert published.asked == []


def test_a_registry_for_some_people_only_is_told_so(published: Published, tmp_path: Path) -> None:
    published.challenge = 'Basic realm="here"'
    with pytest.raises(ManifestError, match="asks for a password: get the chart with `helm pull`"):
        fetch(in_registry(sha256(CHART), manifest=False), tmp_path, mirrors(published))


def test_an_image_is_no_chart(published: Published, tmp_path: Path) -> None:
    image = b'{"layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:x"}]}'
    published.files[f"/v2/charts/shop/manifests/sha256:{sha256(image)}"] = image
    with pytest.raises(ManifestError, match=r"oci://127\.0\.0\.1:1/charts/shop:1\.0\.0 is no chart"):
        fetch(in_registry(sha256(image), manifest=True), tmp_path, mirrors(published))


def test_a_new_version_beside_an_old_pin_is_told(published: Published, tmp_path: Path) -> None:
    programs = Programs(kubernetes_version="1.36.3", kubectl=tmp_path / "kubectl")

    def kept(artefact: Artefact) -> bytes:
        return CHART

    materials = Materials(artefacts={}, fetch=kept, rendering=programs)
    with pytest.raises(ManifestError, match=r"the digest is that of version 1\.0\.0, want that of 1\.1\.0"):
        materials.chart(in_repository(published, "1.1.0"), "shop", "shop", {})
