"""Chart archives, unpacked where the plugin can read them."""

import io
import shutil
import tarfile
from pathlib import Path
from tempfile import mkdtemp

import yaml

from ..core.yaml_loader import LOADER
from .manifest import ManifestError

LARGEST = 64 * 1024 * 1024


def unpacked(content: bytes, directory: Path, source: str) -> Path:
    """The chart's directory; `directory` is of its own for these bytes, and made once.

    Raises:
        ManifestError: it is no archive of one chart.
    """
    if not directory.is_dir():
        directory.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(dir=directory.parent))
        try:
            _extract(content, unfinished, source)
            unfinished.rename(directory)
        except OSError:
            # Another run may have been first.
            if not directory.is_dir():
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    charts = [path.parent for path in directory.glob("*/Chart.yaml")]
    if len(charts) != 1:
        raise ManifestError(f"{source} holds {len(charts)} charts, want one: a directory with a Chart.yaml in an archive")
    return charts[0]


def version_of(chart: Path, source: str) -> str:
    """What a chart in a directory says of itself.

    Raises:
        ManifestError: it says nothing that can be read.
    """
    try:
        return str(yaml.load((chart / "Chart.yaml").read_bytes(), Loader=LOADER)["version"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ManifestError(f"{source} has a Chart.yaml without a version") from error


def _extract(content: bytes, directory: Path, source: str) -> None:
    """Members outside of the directory, links and devices are refused by tarfile's own filter."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            if sum(member.size for member in archive.getmembers()) > LARGEST:
                raise ManifestError(f"{source} unpacks to more than {LARGEST} bytes: that is no chart")
            archive.extractall(directory, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ManifestError(f"{source} is no chart archive (.tgz): {error}") from error
