#!/usr/bin/env bash
# With `pulumi up --continue-on-error`, whether a program in Python goes on after a failed resource depends on whether it awaits anything once
# resources are constructed, as `pulumi.run` allows. If it does, it ends at the first resource that cannot be registered because another one
# failed, and what waits for a resource that is still being made is never registered. The SDK means to go on (it says so of
# ResourceRegistrationFailed): it passes over such failures of outputs, but not of registrations, and waits for these first if any has begun.
#
# Seen with the Pulumi SDK for Python 3.259.0, and an engine that reports a failed result for one resource, as with --continue-on-error:
#   a program that awaits nothing registered: after-slow broken slow
#   a program that awaits one turn of the loop registered: broken slow
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pulumi==3.259.0

cat >"$work/program.py" <<'PROGRAM'
import asyncio
import sys
import time

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.stack import run_pulumi_func

SLOW_SECONDS = 3
registered = []


class Engine(mocks.MockMonitor):
    """The SDK's own stand-in, but one resource fails and one takes a while."""

    def RegisterResource(self, request):
        registered.append(request.name)
        response = super().RegisterResource(request)
        if request.name == "broken":
            response.result = resource_pb2.Result.FAIL
        if request.name == "slow":
            time.sleep(SLOW_SECONDS)
        return response


class Answers(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs

    def call(self, args):
        return {}


class Part(pulumi.CustomResource):
    def __init__(self, name, *after):
        super().__init__("test:index:Part", name, {}, pulumi.ResourceOptions(depends_on=list(after)))


def resources():
    slow, broken = Part("slow"), Part("broken")
    Part("after-slow", slow)
    Part("after-broken", broken)


async def resources_and_a_turn():
    resources()
    await asyncio.sleep(0)


async def main(program):
    mocks.set_mocks(Answers(), monitor=Engine(Answers()))
    try:
        await run_pulumi_func(program)
    except Exception:
        pass
    print("registered:", *sorted({*registered} - {"project-stack"}))


asyncio.run(main(resources_and_a_turn if sys.argv[1] == "awaits" else resources))
PROGRAM

run() { "$work/venv/bin/python" "$work/program.py" "$1" 2>>"$work/log" || { cat "$work/log" >&2; exit 1; }; }
seen="a program that awaits nothing $(run nothing)
a program that awaits one turn of the loop $(run awaits)"
expected="a program that awaits nothing registered: after-slow broken slow
a program that awaits one turn of the loop registered: broken slow"
echo "$seen"
[[ $seen == "$expected" ]] || { echo "this has changed: only a program that awaits nothing was seen to go on"; exit 1; }
