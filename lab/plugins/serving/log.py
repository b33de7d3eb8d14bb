"""The log of the engine, with which a stand-in shows messages to the user while it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2_grpc


class Log:
    """Writes lines that belong to one resource, or to the run if `urn` is empty."""

    def __init__(self, engine: Engine, urn: str = "") -> None:
        self._engine = engine
        self._urn = urn

    def status(self, message: str) -> None:
        """Shows the current activity, which disappears from the screen when the resource is done."""
        self._engine.log("INFO", message, self._urn, passing=True)

    def debug(self, message: str) -> None:
        """Writes a line that only `--logtostderr -v` shows."""
        self._engine.log("DEBUG", message, self._urn)

    def info(self, message: str) -> None:
        """Writes a line that stays."""
        self._engine.log("INFO", message, self._urn)

    def warning(self, message: str) -> None:
        """Writes a warning that stays."""
        self._engine.log("WARNING", message, self._urn)

    def error(self, message: str) -> None:
        """Writes an error line. To fail the operation, an exception is needed."""
        self._engine.log("ERROR", message, self._urn)


class Engine:
    """The engine that started the plugin, at the address it gave."""

    def __init__(self, address: str | None) -> None:
        self._stub: engine_pb2_grpc.EngineStub | None = None
        if address:
            self.attach(address)

    def attach(self, address: str) -> None:
        """Logs to the engine at `address` from now on."""
        from pulumi.runtime.proto import engine_pb2_grpc

        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def log(self, severity: str, message: str, urn: str, passing: bool = False) -> None:
        """Sends one message, and ignores that the engine has ended."""
        from pulumi.runtime.proto import engine_pb2

        if self._stub is None:
            return
        level = engine_pb2.LogSeverity.Value(severity)
        try:
            self._stub.Log(engine_pb2.LogRequest(severity=level, message=message, urn=urn, ephemeral=passing))
        except grpc.RpcError:
            self._stub = None
