"""The mirror's processes: they answer, they end, and they say why they do not."""

import sys
import urllib.request
from pathlib import Path

import pytest
import yaml

from lab import mirror, processes
from lab.mirror import registry, tree
from lab.mirror.debian import command
from lab.mirror.waiting import NoAnswer, wait_for_http
from lab.settings import Ports, Settings


@pytest.fixture
def on_loopback(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A lab whose gateway is loopback, with a tree and without a registry."""
    (tmp_path / "tree" / "keys").mkdir(parents=True)
    (tmp_path / "tree" / "keys" / "lab.asc").write_text("key")
    monkeypatch.setattr(Settings, "gateway", "127.0.0.1")
    monkeypatch.setattr(tree, "ensure", lambda settings: tmp_path / "tree")
    monkeypatch.setattr(registry, "storage", lambda settings, done: tmp_path)
    monkeypatch.setattr(registry, "start", lambda *arguments, **options: None)
    monkeypatch.setattr(mirror.debian, "ensure", lambda settings: tmp_path)
    return Settings(settings.number, settings.cache, settings.state, Ports(mirror=registry._free_port()))


def test_files_are_served_until_the_mirror_stops(on_loopback: Settings):
    mirror.serve(on_loopback)
    process = processes.recorded(on_loopback.state / "mirror" / "files.pid")
    assert process is not None
    with urllib.request.urlopen(f"{on_loopback.mirror_url}/keys/lab.asc", timeout=5) as response:
        assert response.read() == b"key"

    mirror.serve(on_loopback)
    assert processes.recorded(on_loopback.state / "mirror" / "files.pid") == process

    mirror.stop(on_loopback)
    assert not process.alive
    mirror.stop(on_loopback)


def test_a_server_that_ends_is_diagnosed_from_its_log(tmp_path: Path):
    log = tmp_path / "log"
    process = processes.start([sys.executable, "-c", "raise SystemExit('address already in use')"], tmp_path / "pid", log)
    with pytest.raises(NoAnswer, match=r"(?s)its process has ended. End of .*log:\naddress already in use"):
        wait_for_http("http://127.0.0.1:9/", process, log)


def test_a_served_registry_is_read_only():
    configuration = yaml.safe_load(registry.configuration("10.90.9.1:5000", Path("/cache/registry"), read_only=True))
    assert configuration["storage"]["maintenance"]["readonly"] == {"enabled": True}
    assert configuration["storage"]["filesystem"] == {"rootdirectory": "/cache/registry"}
    assert configuration["http"]["addr"] == "10.90.9.1:5000"


def test_debian_packages_are_resolved_as_if_nothing_were_installed():
    words = command(Path("/tree"))
    assert "--variant=extract" in words
    assert any(word.startswith("--include=") and "containerd" in word and "conntrack" in word for word in words)
