"""What a stand-in's process takes from the engine, without the SDK that lifts protobuf's limits elsewhere."""

import subprocess
import sys

from tests.lab_machine import ROOT

TAKES_DEEP_OBJECTS = """
from lab.plugins.serving.protocol import import_without_sdk
import_without_sdk()
from google.protobuf.struct_pb2 import Struct

content = {"type": "string"}
for _ in range(60):
    content = {"properties": content}
sent, taken = Struct(), Struct()
sent.update(content)
taken.ParseFromString(sent.SerializeToString())
assert taken == sent
"""


def test_definitions_may_be_as_deep_as_they_are():
    """One of Rook's is 35 levels deep; protobuf refuses more than 32 unless it is told otherwise."""
    done = subprocess.run([sys.executable, "-c", TAKES_DEEP_OBJECTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
