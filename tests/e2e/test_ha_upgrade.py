"""Three control planes that are their own load balancers, and two workers, go from 1.35 to 1.36 while the API and an app are used."""

from typing import Any

import pytest

from tests.e2e.ha_clusters import CONTROL_PLANES, ha
from tests.e2e.hosts import eventually
from tests.e2e.life import Life
from tests.e2e.upgrades import NEW, OLD, at, customer, open_shop, versions
from tests.instruments import api

pytestmark = [pytest.mark.timeout(1800), pytest.mark.alone, pytest.mark.long]
MINUTES = 7

HOSTS = 5
WORKERS = (4, 5)
# Seen: 1.7 s, where the kubelet's next minor ends etcd and the API server of a host together. A second is the aim.
API_GAP_SECONDS = 3.0


@pytest.fixture(scope="module")
def document(life: Life) -> dict[str, Any]:
    """The cluster's stack file at the old version."""
    return at(life.settings, ha(life.settings, balancers=(), workers=WORKERS), OLD)


@pytest.fixture(scope="module")
def built(life: Life, document: dict[str, Any]) -> Life:
    """The cluster at the old version, with a shop open in it."""
    life.up(document).ok()
    open_shop(life.kubectl)
    assert set(versions(life.kubectl).values()) == {f"v{OLD}"}
    return life


def test_no_user_of_the_app_and_hardly_one_of_the_api_notices(built: Life, document: dict[str, Any], record_property):
    with api.prober(built.api) as probe, customer(built.hosts[1].address) as shopping:
        run = built.up(at(built.settings, document, NEW))
    run.ok()
    record_property("gap of the API", f"{probe.gap:.2f} s, {len(probe.problems)} of {len(probe.samples)} requests failed")
    record_property("requests of the shop", f"{len(shopping.problems)} of {len(shopping.samples)} failed, gap {shopping.gap:.2f} s")
    eventually(lambda: set(versions(built.kubectl).values()) == {f"v{NEW}"}, f"every part at {NEW}", 120)
    assert shopping.problems == []
    assert probe.gap <= API_GAP_SECONDS, probe.problems


def test_all_control_planes_vote_and_the_next_preview_is_empty(built: Life):
    assert built.etcd(1, *CONTROL_PLANES).voters() == built.peer_urls(*CONTROL_PLANES)
    assert built.kubectl.ready_nodes() == {"cp-1", "cp-2", "cp-3", "worker-4", "worker-5"}
    assert built.stack.preview() == []
