"""The disk of every host of the sample clusters, and the parameters of its steps, as the golden files keep them."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Host
from components.core.steps import converge_step, install_step, join_step, node_step, prepare_step
from tests.core.samples import BUNDLED, CP_1, CP_2, EXTERNAL, FULL, GUARDED, MIXED, R_1, SMALL, T_1, W_1, W_2, etcd_of
from tests.golden_files import Golden

# Of hosts that are alike, one; in FULL the second control plane is the one that may init.
HOSTS = [(SMALL, CP_1), (SMALL, W_1), (FULL, CP_1), (FULL, CP_2), (FULL, W_2), (GUARDED, W_1), (BUNDLED, W_1), (MIXED, R_1), (MIXED, T_1)]


@pytest.mark.parametrize(("spec", "host"), HOSTS, ids=lambda value: value.name)
def test_a_host_gets_these_files_and_parameters(spec: ClusterSpec, host: Host, golden: Golden) -> None:
    """Reviewing a change of the library is reading what it changes on these disks."""
    steps = (install_step(spec, host), join_step(spec, host), converge_step(spec, host), node_step(spec, host))
    disk = {file.path.removeprefix("/"): file.content for step in steps for file in step.input.files}
    parameters = {f"{step.name}.parameters": _lines(step.input.parameters) for step in steps}

    golden.check(f"{spec.name}/{host.name}", disk | parameters)


def test_a_host_that_is_no_node_is_prepared_so(golden: Golden) -> None:
    step = prepare_step(replace(EXTERNAL, preparation=FULL.preparation), etcd_of(EXTERNAL).hosts[0])
    disk = {file.path.removeprefix("/"): file.content for file in step.input.files}

    golden.check("prepared/etcd-1", {**disk, "prepare.parameters": _lines(step.input.parameters)})


def _lines(parameters: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in parameters.items())
