"""The engine's log: how a stand-in reaches the user while it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2_grpc


class Log:
    """Writes lines that belong to one resource, or to the run when `urn` is empty."""

    def __init__(self, engine: Engine, urn: str = "") -> None:
        self._engine = engine
        self._urn = urn

    def status(self, message: str) -> None:
        """Show what is going on right now; gone from the screen when the resource is done."""
        self._engine.log("INFO", message, self._urn, passing=True)

    def debug(self, message: str) -> None:
        """Write for `--logtostderr -v` alone."""
        self._engine.log("DEBUG", message, self._urn)

    def info(self, message: str) -> None:
        """Write a line that stays."""
        self._engine.log("INFO", message, self._urn)

    def warning(self, message: str) -> None:
        """Write a warning that stays."""
        self._engine.log("WARNING", message, self._urn)

    def error(self, message: str) -> None:
        """Write an error; the operation fails by an exception, not by this."""
        self._engine.log("ERROR", message, self._urn)


class Engine:
    """The engine that started the plugin, at the address it gave."""

    def __init__(self, address: str | None) -> None:
        self._stub: engine_pb2_grpc.EngineStub | None = None
        if address:
            self.attach(address)

    def attach(self, address: str) -> None:
        """Log to the engine at `address` from now on."""
        from pulumi.runtime.proto import engine_pb2_grpc

        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def log(self, severity: str, message: str, urn: str, passing: bool = False) -> None:
        """Send one message; an engine that went away is no reason to fail."""
        from pulumi.runtime.proto import engine_pb2

        if self._stub is None:
            return
        level = engine_pb2.LogSeverity.Value(severity)
        try:
            self._stub.Log(engine_pb2.LogRequest(severity=level, message=message, urn=urn, ephemeral=passing))
        except grpc.RpcError:
            self._stub = None
