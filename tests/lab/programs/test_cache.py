import threading
import time
from pathlib import Path

import pytest

from lab.cache import make_once, pin


def test_a_thing_is_made_once(tmp_path: Path):
    made: list[Path] = []
    for _ in range(2):
        make_once(tmp_path / "deep" / "thing", made.append)
    assert len(made) == 1
    assert (tmp_path / "deep" / "thing").is_dir()


def test_an_interrupted_maker_leaves_nothing_that_counts(tmp_path: Path):
    def interrupted(directory: Path) -> None:
        (directory / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_once(tmp_path / "thing", interrupted)
    assert not (tmp_path / "thing").exists()

    make_once(tmp_path / "thing", lambda directory: (directory / "whole").touch())
    assert [path.name for path in (tmp_path / "thing").iterdir()] == ["whole"]


def test_the_second_of_two_waits_for_the_first(tmp_path: Path):
    makers: list[str] = []

    def slow(directory: Path) -> None:
        makers.append(threading.current_thread().name)
        time.sleep(0.2)

    threads = [threading.Thread(target=make_once, args=(tmp_path / "thing", slow)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(makers) == 1


def test_pins_tell_parts_apart():
    assert pin("ab", "c") != pin("a", "bc")
    assert pin("a") == pin(b"a")
