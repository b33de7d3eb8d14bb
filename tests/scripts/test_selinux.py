"""SELinux of a host, with stand-ins for its commands: the lab's hosts have none."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec
from components.core.steps import install_step
from tests.scripts.rocky import HOST, ROCKY, SPEC
from tests.scripts.sandbox import Sandbox

pytestmark = pytest.mark.usefixtures("rocky")
CONFIG = "# Of the distribution.\nSELINUX={}\nSELINUXTYPE=targeted\n"


@pytest.fixture
def rocky(host: Sandbox) -> None:
    host.write("/etc/os-release", ROCKY)


def wants(mode: str) -> ClusterSpec:
    return replace(SPEC, preparation=replace(SPEC.preparation, selinux=mode))


def has(host: Sandbox, mode: str, configured: str) -> None:
    host.write("/usr/local/state/selinux", mode)
    host.write("/etc/selinux/config", CONFIG.format(configured))
    host.replace_command("getenforce", "cat /usr/local/state/selinux")
    host.replace_command("setenforce", 'echo "setenforce $*" >>/usr/local/calls; printf %s "${1^}" >/usr/local/state/selinux')


def born(host: Sandbox, spec: ClusterSpec, verb: str = "create") -> str:
    done = host.run(install_step(spec, HOST), verb)
    assert (done.code, done.err) == (0, ""), done
    return done.out


def config(host: Sandbox) -> str:
    return host.path("/etc/selinux/config").read_text()


@pytest.mark.parametrize(
    ("mode", "configured", "wanted", "package"),
    [
        pytest.param("Enforcing", "enforcing", "permissive", False, id="made permissive"),
        pytest.param("Permissive", "permissive", "enforcing", True, id="made enforcing, with the policy of containers"),
        pytest.param("Permissive", "enforcing", "enforcing", True, id="permissive for the moment"),
    ],
)
def test_a_mode_holds_now_and_after_a_boot_until_the_host_leaves(
    host: Sandbox, mode: str, configured: str, wanted: str, package: bool
) -> None:
    has(host, mode, configured)

    born(host, wants(wanted))
    host.forget_calls()
    born(host, wants(wanted))

    assert config(host) == CONFIG.format(wanted)
    assert host.path("/usr/local/state/selinux").read_text().lower() == wanted
    assert host.calls("setenforce") == [], "a second run changes nothing"
    assert ("container-selinux" in host.path("/usr/local/state/packages").read_text()) == package

    born(host, wants(wanted), "delete")
    assert config(host) == CONFIG.format(configured)
    assert host.path("/usr/local/state/selinux").read_text() == mode
    assert "container-selinux" not in host.path("/usr/local/state/packages").read_text()


def test_a_host_without_selinux_is_told_so(host: Sandbox) -> None:
    assert "; no SELinux is on this host to be enforcing" in born(host, wants("enforcing"))
    assert "container-selinux" not in host.path("/usr/local/state/packages").read_text()


def test_selinux_that_is_switched_off_is_not_switched_on_by_a_change(host: Sandbox) -> None:
    """Without labels on its disk the host would not come up again."""
    has(host, "Disabled", "disabled")

    done = host.run(install_step(wants("enforcing"), HOST), "create")

    assert done.code == 1
    assert "its disk has to be labelled" in done.err
    assert config(host) == CONFIG.format("disabled")
    assert "; SELinux is switched off on this host" in born(host, wants("permissive"))


def test_what_was_set_is_set_back_when_it_is_left_alone(host: Sandbox) -> None:
    has(host, "Enforcing", "enforcing")
    born(host, wants("permissive"))
    born(host, SPEC)

    assert config(host) == CONFIG.format("enforcing")
    assert host.path("/usr/local/state/selinux").read_text().lower() == "enforcing"
