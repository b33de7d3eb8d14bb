"""Serves one stand-in: `python -I run.py <name> [engine address]`. The plugin directories of the lab's PULUMI_HOME start this."""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lab.plugins.serving.protocol import import_without_sdk


def main() -> None:
    """Serves the provider that package `lab.plugins.<name>` exports as PROVIDER."""
    name, *arguments = sys.argv[1:]
    import_without_sdk()
    from pulumi.runtime.proto import provider_pb2_grpc

    from lab.plugins.serving.log import Engine
    from lab.plugins.serving.server import engine_address, serve
    from lab.plugins.serving.servicer import Servicer

    servicer = Servicer(import_module(f"lab.plugins.{name}").PROVIDER, Engine(engine_address(arguments)))
    serve(lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server))


if __name__ == "__main__":
    main()
