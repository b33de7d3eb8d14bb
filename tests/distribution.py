"""The distribution, built and installed as `pip install .` does."""

import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BROUGHT: Final = ("pyproject.toml", "README.md", "LICENSE", "components")


def install(place: Path) -> Path:
    """Returns the directory of programs of an environment with the distribution, beside the packages that the tests have."""
    for name in BROUGHT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, place / name)
    venv.create(place / "venv", with_pip=False)
    packages = next((place / "venv" / "lib").glob("python*/site-packages"))
    (packages / "tests.pth").write_text(sysconfig.get_path("purelib"))
    programs = place / "venv" / "bin"
    install = [
        programs / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--ignore-installed",
        place,
    ]
    subprocess.run(install, check=True, timeout=300)
    return programs
