"""A lab goes without a trace, also one that crashed."""

import json
import os
import shutil
from pathlib import Path

import pytest

from lab.settings import Settings
from tests.lab.hosts.running import NEEDS_ROOT, NUMBER, lab, text

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300), NEEDS_ROOT, pytest.mark.usefixtures("running")]


def traces() -> dict[str, object]:
    """All that a lab with this number could leave on the machine."""
    mark = f"lab{NUMBER}"
    everything = {
        "mounts": Path("/proc/mounts").read_text(),
        "links": text("ip", "-o", "link"),
        "addresses": text("ip", "-o", "-4", "address"),
        "nftables": text("nft", "list", "ruleset"),
        "iptables": text("iptables", "-S") if shutil.which("iptables") else "",
        "processes": text("ps", "-eo", "args"),
        "nspawn": "\n".join(map(str, Path("/run/systemd/nspawn").rglob("*"))),
    }
    state = str(Settings.from_env({"LAB_NUMBER": NUMBER}).state)
    found: dict[str, object] = {
        name: [line for line in lines.splitlines() if mark in line or f"10.90.{NUMBER}." in line or state in line]
        for name, lines in everything.items()
    }
    return {**found, "cgroups": sorted(Path("/sys/fs/cgroup").glob(f"**/*{mark}*")), "state": Path(state).exists()}


def sysctls() -> dict[str, str]:
    names = ("fs/inotify/max_user_watches", "fs/inotify/max_user_instances", "vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops")
    return {name: Path("/proc/sys", name).read_text() for name in names}


def other_labs() -> bool:
    return any(Path("/sys/class/net").glob("br-lab[!7]"))


def test_down_leaves_nothing_and_can_be_repeated():
    assert [name for name, found in traces().items() if not found] in (["iptables"], []), "a running lab has traces that the test sees"

    lab("down")

    assert not any(traces().values()), traces()
    lab("down")


def test_down_puts_the_machine_s_settings_back():
    if other_labs():
        pytest.skip("another lab on this machine still needs them")
    before = sysctls()

    lab("up", "--bare", "--hosts", "1")
    assert sysctls()["kernel/panic"] == "10\n"
    lab("down")

    assert sysctls() == before


def test_down_after_a_crash_of_the_lab_leaves_nothing(settings: Settings):
    lab("up", "--bare", "--hosts", "2")
    for keeper in settings.state.glob("hosts/*/keeper.pid"):
        os.kill(json.loads(keeper.read_text())["pid"], 9)
        keeper.unlink()
    (settings.state / "hosts.json").unlink()

    lab("down")

    assert not any(traces().values()), traces()
