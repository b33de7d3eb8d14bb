"""Packages, as dpkg reads them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.mirror.deb import Package, control, write
from lab.programs.sources import ARCHITECTURE

pytestmark = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no dpkg on this machine")


def package(program: Path) -> Package:
    return Package(
        name="tool",
        version="1.36.3-1.1",
        section="net",
        summary="A tool",
        depends=("mount", "other (>= 1.2)"),
        programs={"/usr/bin/tool": program},
        texts={"/etc/default/tool": "EXTRA=\n", "/etc/tool/manifests/.keep": ""},
        conffiles=("/etc/default/tool",),
        scripts={"postinst": "#!/bin/sh\n"},
    )


@pytest.fixture
def deb(tmp_path: Path) -> Path:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    return write(package(program), tmp_path)


def dpkg(*arguments: str | Path) -> str:
    return subprocess.run(["dpkg-deb", *arguments], capture_output=True, text=True, check=True).stdout


def test_control_fields():
    assert control(package(Path("/bin/true")), 71).splitlines() == [
        "Package: tool",
        "Version: 1.36.3-1.1",
        f"Architecture: {ARCHITECTURE}",
        "Section: net",
        "Priority: optional",
        "Maintainer: lab artefact mirror <root@localhost>",
        "Installed-Size: 71",
        "Depends: mount, other (>= 1.2)",
        "Homepage: https://kubernetes.io",
        "Description: A tool",
    ]


def test_a_package_without_dependencies_has_no_such_field():
    assert "Depends" not in control(Package("tool", "1", "net", "A tool"), 0)


def test_the_file_has_its_usual_name(deb: Path):
    assert deb.name == f"tool_1.36.3-1.1_{ARCHITECTURE}.deb"
    assert [path.name for path in deb.parent.iterdir() if path.name.startswith(".")] == []


def test_contents_belong_to_root_and_only_programs_run(deb: Path):
    listing = {line.split()[-1]: line.split()[:2] for line in dpkg("--contents", deb).splitlines()}
    assert listing["./usr/bin/tool"] == ["-rwxr-xr-x", "root/root"]
    assert listing["./etc/default/tool"] == ["-rw-r--r--", "root/root"]
    assert listing["./"] == ["drwxr-xr-x", "root/root"]
    assert "./etc/tool/manifests/.keep" in listing


def test_conffiles_and_scripts_are_in_the_control_part(deb: Path):
    assert dpkg("--info", deb, "conffiles") == "/etc/default/tool\n"
    assert dpkg("--info", deb, "postinst") == "#!/bin/sh\n"
