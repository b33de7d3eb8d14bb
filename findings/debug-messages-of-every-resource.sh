#!/usr/bin/env bash
# Pulumi's SDK for Python sends debug messages that nobody asked for: four for each resource, each by a call to the engine that the
# program waits for, also where the engine was started without --debug. Nothing in RunRequest or GetDeploymentInfo tells a program whether
# they are wanted. In a preview of 7,000 resources they were a third of the time.
#
# Seen with pulumi 3.259.0 for Python 3.11, against an engine and a monitor that only count:
#   50 resources registered, 4 debug messages each
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pulumi==3.259.0

cat >"$work/program.py" <<'PROGRAM'
import asyncio
from concurrent import futures

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import settings
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc
from pulumi.runtime.stack import run_in_stack

MANY = 50
calls = {"debug": 0, "registered": 0}


class Engine(engine_pb2_grpc.EngineServicer):
    root = ""

    def Log(self, request, context):
        calls["debug"] += request.severity == engine_pb2.DEBUG
        return empty_pb2.Empty()

    def SetRootResource(self, request, context):
        self.root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def GetRootResource(self, request, context):
        return engine_pb2.GetRootResourceResponse(urn=self.root)


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    def SupportsFeature(self, request, context):
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterResource(self, request, context):
        calls["registered"] += request.custom
        return resource_pb2.RegisterResourceResponse(urn=f"urn:pulumi:s::p::{request.type}::{request.name}", id="1", object=request.object)

    def RegisterResourceOutputs(self, request, context):
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request, context):
        return empty_pb2.Empty()


server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
engine_pb2_grpc.add_EngineServicer_to_server(Engine(), server)
resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(), server)
address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
server.start()

settings.configure(settings.Settings(project="p", stack="s", monitor=address, engine=address, dry_run=False))


def program():
    for number in range(MANY):
        pulumi.CustomResource("test:index:Thing", f"thing-{number}", {"number": number})


asyncio.run(run_in_stack(program))
print(f"{calls['registered']} resources registered, {calls['debug'] // MANY} debug messages each")
server.stop(None)
PROGRAM

seen=$("$work/venv/bin/python" "$work/program.py" 2>"$work/errors") || { cat "$work/errors"; exit 1; }
expected="50 resources registered, 4 debug messages each"
echo "$seen"
[[ $seen == "$expected" ]] || { echo "this has changed: four debug messages were seen for each resource"; exit 1; }
