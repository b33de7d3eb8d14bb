"""A host without a network: nothing of an archive is used before it is the one of the lock, then packages and images come from it."""

import hashlib
from dataclasses import replace
from pathlib import Path

from components.bundle import archive
from components.core.config.model import Bundle, ClusterSpec
from components.core.steps import Step, install_step
from tests.core.samples import BUNDLED, SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

PLACE = f"{Path(BUNDLE).parent}/archive.tar"
UNPACKED = "/var/cache/pulumi-kubeadm"


def copied(host: Sandbox) -> ClusterSpec:
    """The archive is on the host; the spec that it is for."""
    host.replace_command("ctr", 'echo "ctr $*" >>/usr/local/calls; [[ $* != *import* ]] || tar --list >>/usr/local/state/imported')
    files: dict[str, bytes | Path] = {
        "packages/Packages": b"Package: kubelet\n",
        "images/index.json": b"{}",
        "images.txt": b"registry.k8s.io/pause:3.10.2\n",
    }
    digest = archive.write(host.path(PLACE), files)
    bundle = BUNDLED.sources.bundle
    assert bundle is not None
    lock = replace(bundle.lock, archives={"control-plane": "0" * 64, "worker": digest})
    return replace(SMALL, sources=replace(BUNDLED.sources, bundle=Bundle(lock=lock, directory="bundle")))


def install(host: Sandbox, spec: ClusterSpec) -> Done:
    return host.run(install_step(spec, W_1), "create")


def test_packages_and_images_come_from_the_archive_alone(host: Sandbox) -> None:
    done = install(host, copied(host))

    assert done.code == 0, done.err
    assert host.path(f"{UNPACKED}/packages/Packages").exists()
    assert "./index.json" in host.path("/usr/local/state/imported").read_text()
    assert host.calls("ctr")[1:] == ["ctr --namespace k8s.io images label registry.k8s.io/pause:3.10.2 io.cri-containerd.pinned=pinned"]
    assert [path.name for path in host.path("/etc/apt/sources.list.d").iterdir()] == ["pulumi-kubeadm-archive.sources"]
    assert len(host.calls("apt-get update")) == 1, "the host's own lists are asked too"


def test_an_archive_is_opened_once(host: Sandbox) -> None:
    spec = copied(host)
    install(host, spec)
    host.path("/usr/local/state/imported").unlink()

    assert install(host, spec).code == 0
    assert not host.path("/usr/local/state/imported").exists()


def test_another_file_is_refused_before_anything_of_it_is_unpacked(host: Sandbox) -> None:
    spec = copied(host)
    host.path(PLACE).write_bytes(host.path(PLACE).read_bytes() + b" ")

    done = install(host, spec)

    assert done.code == 1
    assert "archive.tar has sha256" in done.err
    assert "run 'make bundle' and up again" in done.err
    assert not host.path(UNPACKED).exists()
    assert host.calls("apt-get install") == []


def test_a_file_that_is_not_there_is_told(host: Sandbox) -> None:
    spec = copied(host)
    host.path(PLACE).unlink()

    assert f"are not in {Path(BUNDLE).parent}/archive.tar: run up again" in install(host, spec).err


def test_nothing_of_it_is_left(host: Sandbox) -> None:
    spec = copied(host)
    install(host, spec)

    done: Done = host.run(Step("install", install_step(spec, W_1).input, frozenset({"delete"})), "delete")

    assert done.code == 0, done.err
    assert not host.path(UNPACKED).exists()
    assert not host.path(PLACE).exists()


def test_the_same_content_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    first = archive.write(tmp_path / "a.tar", {"b": b"2", "a": tmp_path / "large"})
    second = archive.write(tmp_path / "b.tar", {"a": b"x" * 100_000, "b": b"2"})

    assert first == second == hashlib.sha256((tmp_path / "a.tar").read_bytes()).hexdigest()
