"""What a run remembers for the next one, which compares it before anything changes."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from .caller import Caller
from .core.config.problems import Problem
from .naming import within


def compared(
    name: str,
    now: Mapping[str, object],
    problems: Callable[[Mapping[str, Any]], list[Problem]],
    caller: Caller,
    opts: pulumi.ResourceOptions,
) -> pulumi.Resource:
    """Stores a value after a comparison with the stored one, which the engine passes to a resource hook.

    With any problem it fails, in previews too: the whole program fails with it, even with --continue-on-error, so nothing is changed.
    """

    def compare(args: pulumi.ResourceHookArgs) -> None:
        before = (args.old_inputs or {}).get("input")
        if isinstance(before, Mapping) and (found := problems(before)):
            raise caller.refusal(found)

    full_name = within(opts, name)
    return pulumi.Stash(full_name, input=now, opts=pulumi.ResourceOptions.merge(opts, _before_update(full_name, compare)))


def _before_update(name: str, call: Callable[[pulumi.ResourceHookArgs], None]) -> pulumi.ResourceOptions:
    """Returns options with a hook that runs in previews too. Mocks of the SDK (3.259) fail at hooks, so under mocks there is none."""
    if isinstance(get_monitor(), MockMonitor):
        return pulumi.ResourceOptions()
    hook = pulumi.ResourceHook(f"{name}-compared", call, pulumi.ResourceHookOptions(on_dry_run=True))
    return pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_update=[hook]))
