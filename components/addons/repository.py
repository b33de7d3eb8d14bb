"""Helm repositories, whose index has the URLs of charts (https://helm.sh/docs/topics/chart_repository/)."""

from typing import Any
from urllib.parse import urljoin

from ..core.config.model import RepositoryChart
from ..core.yaml_rules import YamlProblem, read_manifest
from .manifest import ManifestError, download

LARGEST_INDEX = 64 * 1024 * 1024
SHOWN = 5


def archive_url(chart: RepositoryChart) -> str:
    """Returns the URL of the archive of a chart.

    Raises:
        ManifestError: the repository has no index, or no such chart.
    """
    index = f"{chart.url}/index.yaml"
    entries = _entries(download(index, largest=LARGEST_INDEX), index, chart.name)
    urls = [url for entry in entries if entry.get("version") == chart.version for url in entry.get("urls") or ()]
    if not urls:
        newest = ", ".join(str(entry.get("version")) for entry in entries[:SHOWN]) or "none of that name"
        raise ManifestError(f"{index} has no {chart.name} {chart.version}; it has {newest}")
    found = urljoin(index, str(urls[0]))
    if found.startswith("oci://"):
        raise ManifestError(f"{index} says that {chart.name} {chart.version} is at {found}: write that as `oci` of the chart")
    return found


def _entries(content: bytes, index: str, name: str) -> list[dict[str, Any]]:
    try:
        document = read_manifest(content)
        entries = document["entries"].get(name) or []
        return [entry for entry in entries if isinstance(entry, dict)]
    except (YamlProblem, AttributeError, KeyError, TypeError) as error:
        raise ManifestError(f"{index} is no index of charts: name the repository without its index.yaml") from error
