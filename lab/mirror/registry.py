"""The container registry: Debian's docker-registry over a storage directory of the cache, filled once, then served read-only."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from lab import processes
from lab.cache import make_once, pin
from lab.mirror import debian
from lab.mirror.images import catalogue, image, layer, upload
from lab.mirror.waiting import wait_for_http
from lab.settings import Settings

PID_FILE = "registry.pid"


def path(settings: Settings) -> Path:
    """Where the storage is, once filled; named for what is in it. The distribution's part must be there."""
    return _named(settings, _wanted(settings))


def _named(settings: Settings, wanted: catalogue.Catalogue) -> Path:
    code = (Path(module) for module in (image.__file__, layer.__file__))
    return settings.cache / "mirror" / f"registry-{pin(repr(wanted), *(file.read_bytes() for file in code))}"


def storage(settings: Settings, done: Callable[[str], None]) -> Path:
    """Return the directory that holds every image, made where it is missing; `done` is told each. Raises UploadRefused or NoAnswer."""
    distribution = debian.ensure(settings)
    wanted = _wanted(settings)
    return make_once(_named(settings, wanted), lambda directory: fill(distribution, wanted, directory, done))


def fill(distribution: Path, wanted: catalogue.Catalogue, directory: Path, done: Callable[[str], None]) -> None:
    """Put every image of `wanted` into the empty storage `directory`; raises UploadRefused or NoAnswer."""
    address = f"127.0.0.1:{_free_port()}"
    with tempfile.TemporaryDirectory() as temporary:
        start(distribution, address, directory, Path(temporary), read_only=False)
        try:
            upload.upload(wanted, address, done)
        finally:
            processes.end_recorded(Path(temporary, PID_FILE))


def start(distribution: Path, address: str, directory: Path, state: Path, *, read_only: bool) -> None:
    """Start a registry on `address` and wait until it answers; its pid file, log and configuration go to `state`. Raises NoAnswer."""
    state.mkdir(parents=True, exist_ok=True)
    file = state / "registry.yaml"
    file.write_text(configuration(address, directory, read_only=read_only))
    log = state / "registry.log"
    process = processes.start([distribution / "bin/docker-registry", "serve", file], state / PID_FILE, log)
    wait_for_http(f"http://{address}/v2/", process, log)


def configuration(address: str, directory: Path, *, read_only: bool, guard: Mapping[str, Any] | None = None) -> str:
    """Return the registry's configuration file (https://distribution.github.io/distribution/about/configuration/).

    `guard` is what it says of TLS and of who may ask.
    """
    guard = guard or {}
    return yaml.safe_dump(
        {
            "version": 0.1,
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {
                "filesystem": {"rootdirectory": str(directory)},
                "cache": {"blobdescriptor": "inmemory"},
                "maintenance": {"readonly": {"enabled": read_only}, "uploadpurging": {"enabled": False}},
            },
            **guard,
            "http": {"addr": address, "secret": "one process, no load balancer", **guard.get("http", {})},
        },
        sort_keys=False,
    )


def _wanted(settings: Settings) -> catalogue.Catalogue:
    return catalogue.catalogue(settings, debian.path(settings))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
