"""Makes binary RPM packages from programs and texts, and of a directory of them a signed repository.

Formats: https://rpm-software-management.github.io/rpm/manual/spec.html and createrepo_c(8).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lab.commands import run
from lab.mirror import signing
from lab.mirror.deb import Package, place
from lab.programs.sources import ARCHITECTURE

MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(ARCHITECTURE, ARCHITECTURE)
_BUILD_SECONDS = 300
NOTHING: Mapping[str, str] = MappingProxyType({})
# Scripts of a package, in the words of rpm.
_SCRIPTS = {"postinst": "post", "prerm": "preun", "postrm": "postun"}


def spec(package: Package, root: Path, provides: str = "") -> str:
    """Return the spec file of `package`, whose files lie below `root` as they will on the host; `provides` is what else it stands for."""
    version, _, release = package.version.partition("-")
    paths = [*package.programs, *package.texts]
    files = "".join(f'{"%config(noreplace) " if path in package.conffiles else ""}"{path}"\n' for path in paths)
    scripts = "".join(f"\n%{_SCRIPTS[name]}\n{script}" for name, script in package.scripts.items())
    fields = {
        "Name": package.name,
        "Version": version,
        "Release": release,
        "Summary": package.summary,
        "License": "Apache-2.0",
        "AutoReqProv": "no",
        "Requires": ", ".join(package.depends),
        "Provides": provides,
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return (
        f"%global debug_package %{{nil}}\n%define __os_install_post %{{nil}}\n{head}\n%description\n{package.summary}\n"
        f"\n%install\nmkdir -p %{{buildroot}}\ncp -a '{root}/.' %{{buildroot}}/\n\n%files\n%defattr(-,root,root)\n{files}{scripts}"
    )


def write(package: Package, directory: Path, provides: str = "") -> None:
    """Write `package` into `directory`; its scripts are rpm's, which are told how many of it stay. Raises CommandFailed."""
    with tempfile.TemporaryDirectory(dir=directory, prefix=".") as temporary:
        root, top = Path(temporary) / "root", Path(temporary) / "top"
        for folder in (root, top):
            folder.mkdir()
        for path, program in package.programs.items():
            shutil.copyfile(program, place(root, path))
            place(root, path).chmod(0o755)
        for path, text in package.texts.items():
            place(root, path).write_text(text)
        file = Path(temporary) / "package.spec"
        file.write_text(spec(package, root, provides))
        # the quickest to unpack: many hosts do it at once on few processors
        settings = {
            "_topdir": top,
            "_build_id_links": "none",
            "_binary_payload": "w3.zstdio",
            "_rpmdir": directory,
            "_rpmfilename": "%{NVRA}.rpm",
        }
        defined = [word for name, value in settings.items() for word in ("--define", f"{name} {value}")]
        run("rpmbuild", "-bb", "--quiet", "--target", MACHINE, *defined, file, seconds=_BUILD_SECONDS)


def publish(packages: Sequence[Package], repository: Path, key: Path, provides: Mapping[str, str] = NOTHING) -> None:
    """Make a repository of packages, they and its index signed; `key` is a GnuPG home. Raises CommandFailed.

    `provides` is what packages stand for beside their names, by those.
    """
    repository.mkdir(parents=True)
    for package in packages:
        write(package, repository, provides.get(package.name, ""))
    signing.sign_rpms(key, sorted(repository.glob("*.rpm")))
    run("createrepo_c", "--quiet", repository, seconds=_BUILD_SECONDS)
    signing.sign_index(key, repository / "repodata" / "repomd.xml")
