"""Runs a Pulumi program in its own Python: `program.py <run as JSON> <program> [argument...]`, started by the language host.

Reads PULUMI_CONFIG and PULUMI_CONFIG_SECRET_KEYS as the SDK does. Imports nothing of the lab, which the Python of the program cannot find.
"""

import asyncio
import json
import logging
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

_ERROR_SHOWN = 32  # what the engine's hosts take as "said already what is wrong"
_THREADS_PER_OPERATION = 4

try:
    import pulumi
    import pulumi.runtime
except ImportError:
    print(traceback.format_exc(), file=sys.stderr)
    sys.exit(f"The Pulumi SDK is not installed for {sys.executable}; install the project's packages with: pulumi install")


def main() -> int:
    """Connects the SDK to the engine and runs the program. Returns the exit status."""
    run, program, *arguments = sys.argv[1:]
    settings = pulumi.runtime.Settings(**json.loads(run))
    pulumi.runtime.set_all_config(pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env())
    pulumi.runtime.configure(settings)
    sys.argv = [program, *arguments]
    # Futures of a program that failed are dropped on purpose; asyncio would report each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(max(settings.parallel or 1, 1) * _THREADS_PER_OPERATION) as executor:
        loop.set_default_executor(executor)
        return _outcome(loop, program)


def _outcome(loop: asyncio.AbstractEventLoop, program: str) -> int:
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run(program)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return 1
    except Exception as error:
        shown = "".join(traceback.format_exception(type(error), error, _from_program(error.__traceback__, program)))
        pulumi.log.error(f"Program failed with an unhandled exception:\n{shown}")
        return _ERROR_SHOWN
    return 0


def _run(program: str) -> None:
    if Path(program).is_dir() and not Path(program, "__main__.py").exists():
        raise pulumi.RunError(f"{program} holds no __main__.py, so there is no program to run")
    runpy.run_path(program, run_name="__main__")


def _from_program(trace: TracebackType | None, program: str) -> TracebackType | None:
    """Returns the traceback from the first frame of the program on, without the frames above it of this module and the SDK."""
    frame = trace
    while frame is not None:
        if frame.tb_frame.f_code.co_filename.startswith(program):
            return frame
        frame = frame.tb_next
    return trace


if __name__ == "__main__":
    sys.exit(main())
