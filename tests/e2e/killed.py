"""Runs of the CLI that are killed at a moment that the cluster shows, not the CLI's output."""

import os
import signal
import threading
import time
from collections.abc import Callable

from tests.e2e.stack import UP_SECONDS, Stack


def up_killed_at(stack: Stack, moment: Callable[[], bool], then: Callable[[], None] = lambda: None) -> str:
    """Starts `up`; as soon as `moment` holds, kills the CLI, plugins included, and does `then`. Returns what was printed."""
    process = stack.start("up", "--yes", "--skip-preview")
    printed: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=printed.extend, args=(process.stdout,), daemon=True)
    reader.start()
    end = time.monotonic() + UP_SECONDS
    while not moment():
        ended = process.poll() is not None or time.monotonic() > end
        assert not ended, f"the moment never came:\n{''.join(printed)}"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    then()
    process.wait()
    reader.join()
    stack.pulumi("cancel", "--yes")
    return "".join(printed)
