"""Serves pulumirpc.LanguageRuntime for Python programs (sdk/proto/pulumi/language.proto)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from lab.engine.language import interpreter
from lab.engine.language.interpreter import Interpreter, NoInterpreter

_PROGRAM = Path(__file__).with_name("program.py")
_ERROR_SHOWN = 32


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs programs for one engine. gRPC reports the other methods (code generation, packaging) as unimplemented."""

    def __init__(self, engine_address: str, version: str) -> None:
        self._engine_address = engine_address
        self._version = version
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._engine_address = request.engine_address or self._engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=self._version)

    def GetRequiredPackages(self, request: Any, context: grpc.ServicerContext) -> Any:
        # The engine finds a plugin when a resource needs it, so installed plugins cost nothing until then.
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: Any, context: grpc.ServicerContext) -> Any:
        return language_pb2.GetRequiredPluginsResponse()

    def RuntimeOptionsPrompts(self, request: Any, context: grpc.ServicerContext) -> Any:
        return language_pb2.RuntimeOptionsResponse()

    def About(self, request: Any, context: grpc.ServicerContext) -> Any:
        python = _interpreter(request.info, context)
        said = subprocess.run([python.executable, "-V"], capture_output=True, text=True, check=False).stdout
        return language_pb2.AboutResponse(executable=str(python.executable), version=said.removeprefix("Python ").strip())

    def GetProgramDependencies(self, request: Any, context: grpc.ServicerContext) -> Any:
        python = _interpreter(request.info, context)
        listing = subprocess.run([python.executable, "-m", "pip", "list", "--format=json"], capture_output=True, text=True, check=False)
        packages = json.loads(listing.stdout or "[]")
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=each["name"], version=each["version"]) for each in packages]
        )

    def InstallDependencies(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        root = Path(request.info.root_directory or request.directory)
        folder = interpreter.virtualenv(root, _options(request.info))
        commands = [["python3", "-m", "venv", str(folder)]] if folder and not folder.exists() else []
        requirements = Path(request.directory) / "requirements.txt"
        if requirements.exists():
            python = str(folder / "bin" / "python") if folder else "python3"
            commands.append([python, "-m", "pip", "install", "-r", str(requirements)])
        for command in commands:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            yield language_pb2.InstallDependenciesResponse(stdout=done.stdout)
            if done.returncode:
                context.abort(grpc.StatusCode.UNKNOWN, f"{' '.join(command)} failed with exit status {done.returncode}")

    def Run(self, request: Any, context: grpc.ServicerContext) -> Any:
        python = _interpreter(request.info, context)
        program = Path(request.info.program_directory) / request.info.entry_point
        run = {
            "monitor": request.monitor_address,
            "engine": self._engine_address,
            "project": request.project,
            "stack": request.stack,
            "parallel": request.parallel,
            "dry_run": request.dryRun,
            "organization": request.organization,
            "root_directory": request.info.root_directory,
        }
        configuration = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        process = subprocess.Popen(
            [python.executable, "-u", "-P", _PROGRAM, json.dumps(run), str(program), *request.args],
            cwd=request.pwd or None,
            env=python.environment(os.environ) | configuration,
        )
        return _response(self._wait(process))

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        self.end_programs()
        return empty_pb2.Empty()

    def end_programs(self) -> None:
        """Ends programs that still run."""
        with self._lock:
            for process in self._running:
                process.terminate()

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        with self._lock:
            self._running.add(process)
        status = process.wait()
        with self._lock:
            self._running.discard(process)
        sys.stdout.flush()
        return status


def _response(status: int) -> Any:
    if status == _ERROR_SHOWN:
        return language_pb2.RunResponse(bail=True)
    return language_pb2.RunResponse(error=f"Program exited with non-zero exit code: {status}" if status else "")


def _options(info: Any) -> dict[str, Any]:
    return json_format.MessageToDict(info.options)


def _interpreter(info: Any, context: grpc.ServicerContext) -> Interpreter:
    try:
        return interpreter.find(Path(info.root_directory), _options(info))
    except NoInterpreter as missing:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(missing))
        raise
