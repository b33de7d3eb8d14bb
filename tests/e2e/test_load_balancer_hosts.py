"""Load balancer hosts come, go and die while the API is asked through their address; all hosts are of Debian 13."""

from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e import power
from tests.e2e.clusters import host
from tests.e2e.ha_clusters import change_host, ha
from tests.e2e.life import Life
from tests.instruments import api

HOSTS = 4
IMAGE = "trixie"
FAILOVER_SECONDS = 3
LEFT = """
dpkg-query --show --showformat '${Status} ${Package}\\n' haproxy keepalived 2>/dev/null | grep '^install ok'
ls -d /etc/haproxy /etc/keepalived 2>/dev/null
true
"""
pytestmark = [pytest.mark.timeout(900), pytest.mark.alone]


def behind(settings: Settings, *balancers: int) -> dict[str, Any]:
    """One schedulable control plane behind load balancers."""
    plane = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
    return ha(settings, (1,), balancers, (), controlPlane=plane, platform="debian-13")


@pytest.fixture(scope="module")
def built(life: Life) -> Life:
    life.up(behind(life.settings, 2, 3)).ok()
    return life


def test_a_load_balancer_more_touches_nobody_else_s_births(built: Life):
    built.stack.write(behind(built.settings, 2, 3, 4))
    planned = {(step.op, step.name) for step in built.stack.preview()}
    added = {("create", f"lb-4-{part}") for part in ("scripts", "cleanup", "balancer", "balancer-converge")}
    assert planned == added | {("update", "preflight"), ("update", "hosts")} | {
        ("update", f"lb-{index}-balancer-converge") for index in (2, 3)
    }

    with api.prober(built.api) as probe:
        built.stack.up().ok()

    assert probe.gap <= FAILOVER_SECONDS, probe.problems
    built.holder(2, 3, 4)
    assert built.stack.preview() == []


def test_the_one_that_holds_the_address_leaves_and_is_clean(built: Life):
    holder = built.holder(2, 3, 4)
    with api.prober(built.api) as probe:
        built.up(behind(built.settings, *sorted({2, 3, 4} - {holder}))).ok()

    assert probe.gap <= FAILOVER_SECONDS, probe.problems
    built.holder(*({2, 3, 4} - {holder}))
    assert built.hosts[holder].run(LEFT) == ""
    assert built.stack.preview() == []


def test_a_dead_one_is_forgotten_without_contact(built: Life):
    left = [index for index in (2, 3, 4) if f"lb-{index}-balancer" in built.stack.state()]
    dead = built.holder(*left)
    power.cut([built.hosts[dead]])
    named = change_host(behind(built.settings, *left), f"lb-{dead}", dead=True)

    built.up(named).ok()
    built.up(behind(built.settings, *(index for index in left if index != dead))).ok()

    assert built.kubectl.ready_nodes() == {"cp-1"}
    assert built.stack.preview() == []
    assert f"lb-{dead}-" not in built.stack.state()


def test_destroy_leaves_nothing(built: Life):
    built.stack.destroy().ok()
    assert "lb-" not in built.stack.state()
