"""`picture`: what is printed or written, and the one that the documentation shows."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from components.command.main import main
from components.core.config.parse import parse
from components.core.picture import as_mermaid, as_svg, picture
from tests.command.projects import project
from tests.core.config.documents import apt_key, changed, host_key, small
from tests.golden_files import Golden

ROOT = Path(__file__).parents[2]
SHOWN = ROOT / "docs/images/picture.svg"


def draw(root: Path, *flags: str, stack: str = "prod") -> int:
    return main(["picture", stack, "--project", str(root), *flags])


@pytest.fixture
def prod(tmp_path: Path) -> Path:
    return project(tmp_path, {"prod": small()})


def test_an_svg_is_printed_unless_mermaid_is_wanted(prod: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = picture(parse(small()))

    assert draw(prod) == 0
    assert capsys.readouterr() == (as_svg(found), "")
    assert draw(prod, "--format", "mermaid") == 0
    assert capsys.readouterr() == (as_mermaid(found), "")


def test_a_picture_is_written_to_a_file(prod: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert draw(prod, "--output", str(prod / "prod.svg")) == 0
    assert capsys.readouterr().out == ""
    assert ElementTree.parse(prod / "prod.svg").getroot().tag.endswith("svg")


def test_what_hinders_is_a_sentence(prod: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert draw(prod, "--output", str(prod / "gone/prod.svg")) == 2
    assert "gone/prod.svg', want a file that can be written (No such file or directory)" in capsys.readouterr().err
    assert draw(prod, stack="other") == 2
    assert "Pulumi.other.yaml" in capsys.readouterr().err
    assert draw(project(prod, {"prod": changed(small(), ("name",), 5)})) == 2
    assert "cluster.name: got the number 5" in capsys.readouterr().err


def test_the_documentation_shows_what_the_command_draws(tmp_path: Path, golden: Golden) -> None:
    root = project(tmp_path, {})
    shutil.copy(ROOT / "stacks/Pulumi.ha.yaml", root / "stacks")
    (root / "kubernetes.asc").write_text(apt_key())
    (root / "known_hosts").write_text(f"10.* {host_key()}\n")
    drawn = root / "ha.svg"

    assert draw(root, "--output", str(drawn), stack="ha") == 0
    if golden.update:
        shutil.copy(drawn, SHOWN)
    assert SHOWN.read_text() == drawn.read_text(), "rewrite it with --update-golden"
