"""The configuration of external members, as a file on the disk and as etcd itself reads it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from components.core.config.model import Arg, Host
from components.core.render.etcd import etcd_config, etcd_unit
from components.core.steps.etcd import leave_step, member_change_step, member_step
from lab.programs import program
from lab.settings import Settings
from tests.core.samples import EXTERNAL, etcd_of, host
from tests.golden_files import Golden

ETCD = etcd_of(EXTERNAL)
FIRST, SECOND, THIRD = ETCD.hosts


@pytest.mark.parametrize("one", [FIRST, SECOND], ids=lambda one: one.name)
def test_a_member_gets_these_files_and_parameters(one: Host, golden: Golden) -> None:
    steps = {
        "member": member_step(EXTERNAL, ETCD, one),
        "member-converge": member_change_step(EXTERNAL, ETCD, one),
        "leave": leave_step(EXTERNAL, ETCD, one, THIRD),
    }
    disk = {file.path.removeprefix("/"): file.content for step in steps.values() for file in step.input.files}
    parameters = {
        f"{name}.parameters": "".join(f"{key}={value}\n" for key, value in step.input.parameters.items()) for name, step in steps.items()
    }

    golden.check(f"external/{one.name}", disk | parameters)


def test_others_that_come_and_go_change_nothing_of_a_member() -> None:
    """A changed file would restart it."""
    grown = replace(ETCD, hosts=(*ETCD.hosts, host("etcd-4", "10.0.0.34"), host("etcd-5", "10.0.0.35")))

    assert member_change_step(replace(EXTERNAL, etcd=grown), grown, FIRST) == member_change_step(EXTERNAL, ETCD, FIRST)


def test_a_host_on_a_new_disk_makes_no_second_cluster() -> None:
    reborn = replace(FIRST, generation=2)
    etcd = replace(ETCD, hosts=(reborn, SECOND, THIRD))
    alone = replace(ETCD, hosts=(reborn,))

    assert member_step(EXTERNAL, ETCD, FIRST).input.parameters["MAY_INIT"] == "yes"
    assert member_step(EXTERNAL, ETCD, SECOND).input.parameters["MAY_INIT"] == "no"
    assert member_step(EXTERNAL, etcd, reborn).input.parameters["MAY_INIT"] == "no"
    assert member_step(EXTERNAL, etcd, reborn).input.parameters["FORMER"] == "dead"
    assert member_step(EXTERNAL, alone, reborn).input.parameters["MAY_INIT"] == "yes"


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("snapshot-count", "5000", 5000),
        ("pre-vote", "false", False),
        ("cipher-suites", "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384", ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"]),
        ("log-level", "warn", "warn"),
        ("quota-backend-bytes", "1", 1),
    ],
)
def test_arguments_are_keys_of_the_type_that_the_file_wants_and_win(name: str, value: str, written: object) -> None:
    etcd = replace(ETCD, extra_args=(Arg(name=name, value=value),))

    assert yaml.safe_load(etcd_config(EXTERNAL, etcd, FIRST))[name] == written


def test_systemd_waits_for_a_quorum_without_end() -> None:
    """After a power cut the last member may come hours after the first."""
    assert "TimeoutStartSec=infinity" in etcd_unit()
    assert "Type=notify" in etcd_unit()


def test_etcd_takes_the_file_and_its_certificates_from_it(tmp_path: Path) -> None:
    etcd = program(Settings.from_env(), "etcd", "etcd")
    if not etcd.exists():
        pytest.skip("no etcd in the lab's cache (`./lab/lab setup` makes one)")
    config = tmp_path / "etcd.yaml"
    config.write_text(etcd_config(EXTERNAL, replace(ETCD, data_dir=str(tmp_path / "data")), FIRST))

    done = subprocess.run([etcd, "--config-file", config], text=True, capture_output=True, check=False, timeout=60)

    # It gets as far as an address or a certificate that this machine does not have.
    assert "starting with peer TLS" in done.stderr
    assert "cert = /etc/etcd/pki/member.crt, key = /etc/etcd/pki/member.key" in done.stderr
    assert "client-cert-auth = true" in done.stderr
