"""Chart archives, unpacked into directories that the plugin can read."""

import io
import shutil
import tarfile
from pathlib import Path
from tempfile import mkdtemp

from ..core.yaml_rules import YamlProblem, read_manifest
from .manifest import ManifestError

LARGEST = 64 * 1024 * 1024


def unpacked(content: bytes, directory: Path, source: str) -> Path:
    """Returns the directory of the chart, in `directory`, which belongs to these bytes and is created once.

    Raises:
        ManifestError: it is not an archive of one chart.
    """
    if not directory.is_dir():
        directory.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(dir=directory.parent))
        try:
            _extract(content, unfinished, source)
            unfinished.rename(directory)
        except OSError:
            # Another run may have created it meanwhile.
            if not directory.is_dir():
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    charts = [path.parent for path in directory.glob("*/Chart.yaml")]
    if len(charts) != 1:
        raise ManifestError(f"{source} holds {len(charts)} charts, want one: a directory with a Chart.yaml in an archive")
    return charts[0]


def version_of(chart: Path, source: str) -> str:
    """Returns the version that a chart in a directory declares.

    Raises:
        ManifestError: its Chart.yaml cannot be read.
    """
    try:
        return str(read_manifest((chart / "Chart.yaml").read_bytes())["version"])
    except (YamlProblem, KeyError, TypeError) as error:
        raise ManifestError(f"{source} has a Chart.yaml without a version") from error


def _extract(content: bytes, directory: Path, source: str) -> None:
    """Unpacks an archive. The filter of tarfile refuses members outside of the directory, links out of it, and devices."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            if sum(member.size for member in archive.getmembers()) > LARGEST:
                raise ManifestError(f"{source} unpacks to more than {LARGEST} bytes: that is no chart")
            archive.extractall(directory, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ManifestError(f"{source} is no chart archive (.tgz): {error}") from error
