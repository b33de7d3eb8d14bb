"""A program ends when all that does not depend on a failed resource is made, and at once when it is wrong itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from pulumi.runtime.settings import _get_rpc_manager
from pulumi.runtime.stack import ResourceRegistrationFailed

from components import registrations

BEGUN: list[asyncio.Future[object]] = []


@pytest.fixture(autouse=True)
def none_before() -> Iterator[None]:
    """No registration is left by another test, or to one."""
    _get_rpc_manager().clear()
    yield
    BEGUN.clear()
    _get_rpc_manager().clear()


class Program:
    """Two registrations, one that fails, and one that is finished when `go_on` is set."""

    def __init__(self, failure: Exception) -> None:
        self.failure, self.go_on, self.finished = failure, asyncio.Event(), False

    async def failed(self) -> None:
        raise self.failure

    async def slow(self) -> None:
        await self.go_on.wait()
        self.finished = True

    def begin(self) -> None:
        register(self.slow)
        register(self.failed)


def register(call: Callable[[], Awaitable[None]]) -> None:
    """Begins as the SDK does for a new resource."""
    BEGUN.append(asyncio.ensure_future(_get_rpc_manager().do_rpc("register resource", call)()))


def test_what_does_not_depend_on_a_failed_resource_is_waited_for() -> None:
    async def main() -> None:
        program = Program(ResourceRegistrationFailed("resource w-1-scripts failed to register"))
        program.begin()
        ended = asyncio.ensure_future(registrations.ended())
        await turns()
        assert not ended.done()
        program.go_on.set()
        await ended
        assert program.finished

    asyncio.run(main())


def test_a_program_that_is_wrong_ends_at_once() -> None:
    async def main() -> None:
        program = Program(ValueError("hosts.yaml: not found"))
        program.begin()
        with pytest.raises(ValueError, match="not found"):
            await registrations.ended()
        assert not program.finished
        program.go_on.set()
        await turns()

    asyncio.run(main())


def test_registrations_that_others_bring_are_waited_for_too() -> None:
    async def main() -> None:
        late = Program(ResourceRegistrationFailed("resource w-2-scripts failed to register"))

        async def brings_others() -> None:
            late.begin()
            late.go_on.set()

        register(brings_others)
        await registrations.ended()
        assert late.finished

    asyncio.run(main())


async def turns() -> None:
    """Lets everything happen that waits for nothing."""
    for _ in range(10):
        await asyncio.sleep(0)
