"""The stack that a bundle is made for: its lock may not be there yet, what belongs in it is."""

from pathlib import Path

import pytest
import yaml

from components.bundle.command import main
from components.core.config.model import EMPTY_LOCK, Bundle
from components.core.config.problems import InvalidSpec
from components.preflight.stack import read_stack
from tests.core.config.documents import changed, small


def project(root: Path, bundle: object) -> Path:
    document = changed(small(), ("sources", "bundle"), bundle)
    (root / "Pulumi.yaml").write_text("name: kubeadm\n")
    (root / "Pulumi.prod.yaml").write_text(yaml.safe_dump({"config": {"kubeadm:cluster": document}}))
    return root


def test_a_lock_that_is_still_to_be_written_is_taken_for_empty(tmp_path: Path) -> None:
    root = project(tmp_path, {"lockFile": "stacks/prod.lock.yaml", "images": ["nginx:1.29"]})
    bundle = read_stack(root, "prod", without_lock=True).spec.sources.bundle
    assert bundle == Bundle(lock=EMPTY_LOCK, directory="bundle", images=("nginx:1.29",))
    with pytest.raises(InvalidSpec, match="a file that can be read"):
        read_stack(root, "prod")


def test_what_is_wrong_about_it_is_told_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(InvalidSpec, match=r"sources.bundle.images\[0\]"):
        read_stack(project(tmp_path, {"images": ["$(id)"]}), "prod", without_lock=True)
    with pytest.raises(InvalidSpec, match=r"sources.bundle: "):
        read_stack(project(tmp_path, "here"), "prod", without_lock=True)


def test_a_stack_file_that_cannot_be_used_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipeline tells it from a source that is away for a while."""
    root = project(tmp_path, {"images": ["$(id)"]})
    assert main(["prod", "--project", str(root)]) == 2
    assert "sources.bundle.images[0]" in capsys.readouterr().err
    assert main(["none", "--project", str(root)]) == 2


def test_the_lock_goes_beside_the_stack_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project may keep its stack files anywhere, and a stack may be named with its organization."""
    monkeypatch.setattr("components.bundle.command.make_bundle", lambda *_: EMPTY_LOCK)
    root = project(tmp_path, {"images": []})
    (root / "clusters").mkdir()
    (root / "Pulumi.prod.yaml").rename(root / "clusters" / "Pulumi.prod.yaml")
    (root / "Pulumi.yaml").write_text("name: kubeadm\nstackConfigDir: clusters\n")

    assert main(["acme/kubeadm/prod", "--project", str(root)]) == 0

    assert (root / "clusters" / "prod.lock.yaml").is_file()
