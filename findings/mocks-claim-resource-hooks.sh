#!/usr/bin/env bash
# A component that binds a resource hook cannot be unit-tested with Pulumi's own mocks: the mock monitor lists resource hooks among the
# features it supports, and the registration of any hook then fails, because the SDK starts its callback server for a real monitor only.
# So a library that begins to use a hook breaks the tests of everybody who uses it, and no feature test tells it beforehand.
#
# Seen with pulumi 3.259.0 for Python 3.11:
#   supported by the mocks: True
#   registered: No callback server registered.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pulumi==3.259.0

cat >"$work/program.py" <<'PROGRAM'
import asyncio

import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import mocks, settings
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.stack import run_pulumi_func


class Plugins(mocks.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs

    def call(self, args):
        return {}


async def program():
    hook = pulumi.ResourceHook("looked-at", lambda args: None)
    hooks = pulumi.ResourceHookBinding(before_create=[hook])
    pulumi.Stash("one", input="text", opts=pulumi.ResourceOptions(hooks=hooks))


async def main():
    pulumi.runtime.set_mocks(Plugins())
    features = settings.get_monitor().GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures
    print("supported by the mocks:", resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS in features)
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    try:
        await run_pulumi_func(program)
        print("registered: yes")
    except Exception as error:
        print("registered:", error)


asyncio.run(main())
PROGRAM

seen=$("$work/venv/bin/python" "$work/program.py" 2>"$work/errors") || { cat "$work/errors"; exit 1; }
expected="supported by the mocks: True
registered: No callback server registered."
echo "$seen"
[[ $seen == "$expected" ]] || { echo "this has changed: the mocks were seen to claim hooks and to refuse each"; exit 1; }
