"""Whose a host is: no step of a cluster touches what belongs to another one, or to another host of its own."""

import pytest

from components.core.steps import Step, install_step, join_step
from tests.core.samples import SMALL, W_1
from tests.core.steps.test_steps import OTHERS, steps
from tests.scripts import closures
from tests.scripts.sandbox import BUNDLE, CLUSTER_ID, OWNER, Sandbox

STEPS = {step.name: step for step in (*OTHERS, *steps(SMALL, W_1).values())}
ABOUT_OTHERS = {"node", "forget", "leave", "drain-settings", "dns-defaults", "dns-ready", "data-guard", "ceph-ready"}
OF_HOSTS = [step for name, step in STEPS.items() if name not in ABOUT_OTHERS]


def verbs(all_steps: list[Step]) -> list[object]:
    return [pytest.param(step, verb, id=f"{step.name}-{verb}") for step in all_steps for verb in sorted(step.verbs)]


def lasting(host: Sandbox) -> dict[str, str]:
    """What a refusal must leave as it was."""
    return {path: text for path, text in host.files().items() if not path.startswith("/run/")}


def expect_untouched(host: Sandbox, step: Step, verb: str, says: str) -> None:
    before = lasting(host)
    done = host.run(step, verb)
    if verb == "delete":
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("left alone: this host is ")
    else:
        assert done.code == 1
        assert says in done.err
    after = lasting(host)
    scripts = {path for path in before if path.startswith(BUNDLE)}
    assert {path: text for path, text in after.items() if path not in scripts} == {p: t for p, t in before.items() if p not in scripts}
    assert host.calls() == []


def test_every_script_is_asked() -> None:
    assert STEPS.keys() == {*closures.STEPS}


@pytest.mark.parametrize(("step", "verb"), verbs([*STEPS.values()]))
def test_a_host_of_another_state_is_left_alone_by_every_verb(host: Sandbox, step: Step, verb: str) -> None:
    """The name of its cluster is the same."""
    host.claim(step.input.parameters["CLUSTER"], step.input.parameters.get("NODE", ""), "worker", id="ba9876543210")
    host.write("/etc/kubernetes/kubelet.conf", "")
    expect_untouched(host, step, verb, "take it out of that stack first; if its state is lost, see docs/changes.md")


@pytest.mark.parametrize(("step", "verb"), verbs(OF_HOSTS))
def test_another_host_of_the_cluster_is_left_alone_by_every_verb(host: Sandbox, step: Step, verb: str) -> None:
    parameters = step.input.parameters
    host.claim(parameters["CLUSTER"], "other", parameters.get("ROLE", "worker"), generation=parameters.get("GENERATION", 1))
    expect_untouched(host, step, verb, "put other back into the stack file, run 'up', take it out, run 'up', and add ")


@pytest.mark.parametrize("verb", ["create", "delete"])
def test_a_host_of_another_role_is_left_alone(host: Sandbox, verb: str) -> None:
    host.claim("small", "w-1", "control-plane")
    expect_untouched(host, install_step(SMALL, W_1), verb, "this host is w-1, control-plane of small")


def test_a_birth_that_never_ended_is_no_claim_on_a_name(host: Sandbox) -> None:
    """No state knows of it, so nobody could ever remove it under that name."""
    host.write(OWNER, f"cluster small\nid {CLUSTER_ID}\nnode other\nrole worker\ngeneration 1\n")
    done = host.run(install_step(SMALL, W_1), "create")
    assert done.code == 0, done.err
    assert host.path(OWNER).read_text() == f"cluster small\nid {CLUSTER_ID}\nnode w-1\nrole worker\ngeneration 1\nborn yes\n"


@pytest.mark.parametrize("step", [install_step(SMALL, W_1), join_step(SMALL, W_1)], ids=lambda step: step.name)
def test_a_removal_without_a_record_does_not_pass_for_one_that_has_been_done(host: Sandbox, step: Step) -> None:
    host.write("/etc/kubernetes/kubelet.conf", "")
    done = host.run(step, "delete")
    assert done.code == 1
    assert "w-1 has files of a cluster and no record of whose it is" in done.err
    assert host.path("/etc/kubernetes/kubelet.conf").exists()


def test_root_keeps_the_scripts_until_the_host_has_no_role(host: Sandbox) -> None:
    step = install_step(SMALL, W_1)
    kept = host.path(f"/usr/local/lib/pulumi-kubeadm/{CLUSTER_ID}/scripts/lib/files.sh")
    assert host.run(step, "create").code == 0
    assert kept.read_text() == host.path(f"{BUNDLE}/lib/files.sh").read_text()
    assert host.run(step, "delete").code == 0
    assert not host.path("/usr/local/lib/pulumi-kubeadm").exists()
    assert not host.path(BUNDLE).exists()


@pytest.mark.parametrize("verb", ["create", "delete"])
@pytest.mark.parametrize("record", ["", "cluster small\nnode w-1\nrole worker\ngeneration 1\nborn yes\n"])
def test_a_record_that_names_no_owner_is_not_another_ones(host: Sandbox, record: str, verb: str) -> None:
    """Left alone, the host would be forgotten with all that runs on it, and the scripts gone."""
    host.write(OWNER, record)
    host.write("/etc/kubernetes/kubelet.conf", "")
    before = lasting(host)

    done = host.run(install_step(SMALL, W_1), verb)

    assert done.code == 1
    assert f"{OWNER} on this host does not say whose it is" in done.err
    assert lasting(host) == before


def test_a_record_with_two_owners_is_nobodys(host: Sandbox) -> None:
    host.write(OWNER, f"cluster small\nid ba9876543210\nnode w-1\nrole worker\ngeneration 1\nborn yes\nid {CLUSTER_ID}\n")
    expect_untouched(host, install_step(SMALL, W_1), "create", "take it out of that stack first")


def test_the_last_line_of_a_record_counts_without_its_end(host: Sandbox) -> None:
    """An editor of a person may leave it so, and the host is no less born."""
    host.write(OWNER, f"cluster small\nid {CLUSTER_ID}\nnode other\nrole worker\ngeneration 1\nborn yes")
    expect_untouched(host, install_step(SMALL, W_1), "create", "put other back into the stack file")
