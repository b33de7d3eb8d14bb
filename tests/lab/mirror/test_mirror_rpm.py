"""RPM packages, as rpm reads them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.mirror.deb import Package
from lab.mirror.rpm import spec, write


def package(program: Path) -> Package:
    return Package(
        name="tool",
        version="1.36.3-1.1",
        section="net",
        summary="A tool",
        depends=("other",),
        programs={"/usr/bin/tool": program},
        texts={"/etc/sysconfig/tool": "EXTRA=\n"},
        conffiles=("/etc/sysconfig/tool",),
        scripts={"postinst": "true\n"},
    )


def test_a_spec_has_version_release_files_and_scripts_of_its_package():
    text = spec(package(Path("/program")), Path("/root-of-it"))
    lines = text.splitlines()
    assert {"Version: 1.36.3", "Release: 1.1", "Requires: other", "AutoReqProv: no", '"/usr/bin/tool"'} <= {*lines}
    assert '%config(noreplace) "/etc/sysconfig/tool"' in lines
    assert text.endswith("\n%post\ntrue\n")


@pytest.mark.skipif(not shutil.which("rpmbuild"), reason="no rpmbuild on this machine: a lab with a host that has dnf installs it")
def test_rpm_reads_back_what_was_packed(tmp_path: Path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    write(package(program), tmp_path)
    file = next(tmp_path.glob("tool-1.36.3-1.1.*.rpm"))

    read = subprocess.run(["rpm", "--query", "--list", "--requires", "--package", file], capture_output=True, text=True, check=True)
    assert {"/usr/bin/tool", "/etc/sysconfig/tool", "other"} <= {*read.stdout.split()}
