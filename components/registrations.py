"""The registrations of a program as a whole."""

import asyncio
from contextlib import suppress

# No public name: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/python/lib/pulumi/runtime/settings.py
from pulumi.runtime.settings import _get_rpc_manager
from pulumi.runtime.stack import ResourceRegistrationFailed


async def ended() -> None:
    """Wait until every resource of the program is made, or has failed, or waits for one that has.

    Await it at the end of a program that awaits anything and whose `pulumi up --continue-on-error` should finish all that does not depend
    on a failure: the SDK (3.259) ends such a program at the first resource that it cannot register because another one failed, while
    others are still to come. One that awaits nothing goes on, but polls all outputs meanwhile, in time that grows with their square.

    Raises what a registration raises on its own account, at once: the program is wrong then, and nothing else should begin.
    """
    manager = _get_rpc_manager()
    # What has been constructed begins in the next turn of the loop, and more may be constructed when an output is known.
    await asyncio.sleep(0)
    while pending := [each for each in map(asyncio.ensure_future, manager.rpcs) if not each.done()]:
        await asyncio.gather(*map(_outlasted, pending))


async def _outlasted(registration: asyncio.Future[object]) -> None:
    # The SDK, which waits for the same registration, fails the program with it.
    with suppress(ResourceRegistrationFailed):
        await registration
