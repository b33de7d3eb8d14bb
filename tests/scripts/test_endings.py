"""What tests of scripts save by: a step that has ended on the same files before leaves the same behind without being run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scripts.endings import Endings


@pytest.fixture
def endings(tmp_path: Path) -> Endings:
    """Of this test alone."""
    return Endings(tmp_path / "endings")


def host(tmp_path: Path, name: str, text: str = "old\n") -> Path:
    root = tmp_path / name / "host"
    (root / "etc" / "gone").mkdir(parents=True)
    (root / "etc" / "gone" / "file").write_text("")
    (root / "etc" / "changed").write_text(text)
    (root / "etc" / "kept").write_text("kept\n")
    (root / "etc" / "kind").write_text("")
    return root


def step(root: Path, runs: list[Path]) -> Callable[[], str]:
    """It removes, writes, links and changes modes; `runs` has the hosts that it ran on."""

    def run() -> str:
        runs.append(root)
        (root / "etc/gone/file").unlink()
        (root / "etc/gone").rmdir()
        (root / "etc/changed").write_text(f"{(root / 'etc/changed').read_text()}new\n")
        (root / "etc/changed").chmod(0o600)
        (root / "etc/kind").unlink()
        (root / "etc/kind").mkdir(0o700)
        (root / "etc/link").symlink_to("/etc/changed")
        return "done"

    return run


def seen(root: Path) -> dict[str, tuple[int, str]]:
    """Each place with its mode, and what is in it or where it leads."""
    found = {}
    for path in root.rglob("*"):
        content = str(path.readlink()) if path.is_symlink() else "" if path.is_dir() else path.read_text()
        found[str(path.relative_to(root))] = (path.lstat().st_mode, content)
    return found


def test_the_second_of_two_like_hosts_ends_as_the_first_without_a_run(tmp_path: Path, endings: Endings) -> None:
    runs: list[Path] = []
    first, second = host(tmp_path, "one"), host(tmp_path, "two")

    said = [endings.of(root, "", ("install", "create"), step(root, runs)) for root in (first, second)]

    assert runs == [first]
    assert said[0] == said[1]
    assert seen(second) == seen(first)
    assert (second / "etc/changed").stat().st_mtime_ns > (second / "etc/kept").stat().st_mtime_ns


@pytest.mark.parametrize(
    ("text", "history", "verb"),
    [
        pytest.param("other\n", "", "create", id="another file"),
        pytest.param("old\n", "another", "create", id="another history"),
        pytest.param("old\n", "", "delete", id="another verb"),
    ],
)
def test_what_differs_in_anything_is_run(tmp_path: Path, endings: Endings, text: str, history: str, verb: str) -> None:
    runs: list[Path] = []
    first, second = host(tmp_path, "one"), host(tmp_path, "two", text)

    endings.of(first, "", ("install", "create"), step(first, runs))
    endings.of(second, history, ("install", verb), step(second, runs))

    assert runs == [first, second]


def test_a_host_that_leads_out_of_itself_is_never_remembered(tmp_path: Path, endings: Endings) -> None:
    """What a step changes there is on no host, and would be missing the second time."""
    runs: list[Path] = []
    root = host(tmp_path, "one")

    def run() -> str:
        runs.append(root)
        return "done"

    (root / "etc/shared").symlink_to(root.parent / "shared")
    for _ in range(2):
        endings.of(root, "", ("install", "create"), run)

    assert runs == [root, root]
