"""Serves the language host: `python -I run.py [engine address]`. The lab's `pulumi-language-python` starts this."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from lab.plugins.serving.protocol import import_without_sdk


def main() -> None:
    """Serves until the engine stops it or has ended."""
    import_without_sdk()
    from importlib.metadata import version

    from pulumi.runtime.proto import language_pb2_grpc

    from lab.engine.language.host import Host
    from lab.plugins.serving.server import engine_address, serve

    host = Host(engine_address(sys.argv[1:]) or "", version("pulumi"))
    serve(lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server), at_end=host.end_programs)


if __name__ == "__main__":
    main()
