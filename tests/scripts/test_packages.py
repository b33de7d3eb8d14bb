"""Packages on a host that others use too: ours is what our transactions brought, and nothing of others is removed for it."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Package, Time
from components.core.render import paths
from components.core.steps import install_step, prepare_step
from tests.core.samples import EXTERNAL, SMALL, W_1, etcd_of
from tests.scripts import rocky
from tests.scripts.sandbox import BUNDLE, Done, Sandbox
from tests.scripts.test_converge import converge, member
from tests.scripts.test_preparation import prepared, well

FAMILIES = {"apt": (SMALL, W_1, "containerd"), "dnf": (rocky.SPEC, rocky.HOST, "containerd.io")}
DOCKER = "containerd.io 1.7.20\ndocker-ce 27.0\n"
NOT_KEPT = ("/run", "/var/log", "/var/lib/apt", "/var/cache", "/etc/dnf/plugins")


class Shared:
    """A host with a package manager that others use too."""

    def __init__(self, host: Sandbox, family: str) -> None:
        self.sandbox = host
        self.spec, self.host, self.containerd = FAMILIES[family]
        if family == "dnf":
            host.write("/etc/os-release", rocky.ROCKY)
        self.program = "apt-get" if family == "apt" else "dnf"

    def others_have(self, text: str) -> None:
        self.sandbox.write("/usr/local/state/packages", text)

    def would_replace(self, name: str, *others: str) -> None:
        self.sandbox.write("/usr/local/state/conflicts", f"{name} {' '.join(others)}\n")

    def install(self, verb: str = "create", spec: ClusterSpec | None = None) -> Done:
        return self.sandbox.run(install_step(spec or self.spec, self.host), verb)

    def packages(self) -> dict[str, str]:
        return dict(line.split() for line in self.sandbox.path("/usr/local/state/packages").read_text().splitlines())

    def files(self) -> dict[str, str]:
        return {path: text for path, text in self.sandbox.files().items() if not path.startswith(NOT_KEPT)}


@pytest.fixture(params=FAMILIES)
def shared(host: Sandbox, request: pytest.FixtureRequest) -> Shared:
    return Shared(host, request.param)


@pytest.fixture
def debian(host: Sandbox) -> Shared:
    return Shared(host, "apt")


def test_what_would_have_to_leave_is_named_and_the_host_is_as_it_was(shared: Shared) -> None:
    """Docker, its service, and every file; and the scripts stay, for the next run."""
    shared.others_have("docker-engine 1.0\nbash 5.2\n")
    shared.would_replace(shared.containerd, "docker-engine")
    before = shared.files()

    done = shared.install()

    assert (done.code, done.out) == (1, "")
    assert f"{shared.containerd}" in done.err
    assert "would remove docker-engine of w-1, which nothing in the stack says: take off this host" in done.err
    assert shared.packages() == {"docker-engine": "1.0", "bash": "5.2"}
    assert shared.files() == before
    assert shared.sandbox.path(BUNDLE).exists()
    assert [line for line in shared.sandbox.calls("systemctl") if "containerd" in line or "kubelet" in line] == []


def test_the_choice_between_packages_of_containerd_is_said(debian: Shared) -> None:
    debian.others_have(DOCKER)
    debian.would_replace("containerd", "containerd.io", "docker-ce")

    assert "set containerd.package: containerd.io, or take off this host what needs containerd.io (Docker, Podman)" in debian.install().err
    chosen = replace(SMALL, containerd=replace(SMALL.containerd, packages={"debian-12": Package(name="containerd.io", version=None)}))
    well(debian.install(spec=chosen))
    well(debian.install("delete", chosen))
    assert debian.packages() == {"containerd.io": "1.7.20", "docker-ce": "27.0"}


def test_what_we_brought_makes_room_for_what_the_stack_says_now(debian: Shared) -> None:
    """And does not come back when the node leaves."""
    debian.others_have("bash 5.2\n")
    member(debian.sandbox, W_1)
    debian.would_replace("containerd.io", "containerd", "bash-of-nobody")
    other = replace(SMALL, containerd=replace(SMALL.containerd, packages={"debian-12": Package(name="containerd.io", version=None)}))

    well(converge(debian.sandbox, other, W_1))

    assert {"containerd", "containerd.io"} & {*debian.packages()} == {"containerd.io"}
    debian.sandbox.replace_command("kubeadm", "exit 0")
    debian.install("delete", other)
    assert debian.packages() == {"bash": "5.2"}


def test_a_package_of_a_user_s_own_list_removes_nothing_either(shared: Shared) -> None:
    """All that the birth had brought until then goes again."""
    shared.others_have("less 1.0\n")
    shared.would_replace("tree", "less")
    before = shared.files()
    wanted = replace(shared.spec, preparation=replace(shared.spec.preparation, packages=(Package(name="tree", version=None),)))

    done = shared.install(spec=wanted)

    assert "tree would remove less of w-1" in done.err
    assert (shared.packages(), shared.files()) == ({"less": "1.0"}, before)


def test_only_a_time_daemon_makes_room_for_another(debian: Shared) -> None:
    debian.others_have("systemd-timesyncd 252\n")
    debian.would_replace("tree", "systemd-timesyncd")

    assert "tree would remove systemd-timesyncd" in debian.install(spec=prepared(packages=(Package(name="tree", version=None),))).err
    well(debian.install(spec=prepared(time=Time(servers=("10.0.0.1",)))))


def test_a_host_of_another_role_is_as_it_was_as_well(debian: Shared) -> None:
    debian.others_have("less 1.0\n")
    debian.would_replace("tree", "less")
    debian.sandbox.write("/etc/hosts", "127.0.0.1 localhost\n")
    before = debian.files()
    spec = replace(EXTERNAL, preparation=prepared(packages=(Package(name="tree", version=None),), hostname="set").preparation)

    done = debian.sandbox.run(prepare_step(spec, etcd_of(EXTERNAL).hosts[0]), "create")

    assert "tree would remove less of etcd-1" in done.err
    assert (debian.packages(), debian.files()) == ({"less": "1.0"}, before)


def test_a_live_node_keeps_what_it_has_where_a_change_is_refused(debian: Shared) -> None:
    debian.others_have("less 1.0\n")
    member(debian.sandbox, W_1)
    debian.would_replace("tree", "less")

    assert "tree would remove less" in converge(debian.sandbox, prepared(packages=(Package(name="tree", version=None),)), W_1).err
    assert {"kubelet", "less"} <= {*debian.packages()}
    assert debian.sandbox.path(paths.CONTAINERD).exists()


def test_what_others_install_while_our_run_waits_for_the_lock_is_theirs(shared: Shared) -> None:
    shared.others_have("bash 5.2\n")
    ours = shared.sandbox.path(f"/usr/local/sbin/{shared.program}")
    ours.rename(ours.with_name("once-free"))
    shared.sandbox.replace_command(
        shared.program,
        """[[ $* != *" install "* ]] || grep -q theirs /usr/local/state/packages || echo theirs 1.0 >>/usr/local/state/packages
exec once-free "$@\"""",
    )

    well(shared.install())
    well(shared.install("delete"))

    assert shared.packages() == {"bash": "5.2", "theirs": "1.0"}


def test_a_lock_of_others_is_waited_for_by_apt_before_dpkg_is_asked_for_anything(debian: Shared) -> None:
    """dpkg itself fails at once where somebody has it; and there is nothing for it to do unless a run was killed."""
    debian.sandbox.replace_command("dpkg", '[[ $1 != --configure ]] || { echo "frontend lock was locked by another process" >&2; exit 2; }')

    well(debian.install())

    calls = debian.sandbox.calls("apt-get")
    assert calls.index("apt-get check") < calls.index("apt-get update")


@pytest.mark.parametrize("after", [1, 2, 4, 6, 7])
def test_a_run_that_was_killed_is_counted_by_what_it_did(shared: Shared, after: int) -> None:
    """Others install while it is gone: that is theirs; and what it had brought by then goes with the node."""
    shared.others_have("bash 5.2\n")
    shared.sandbox.write("/usr/local/state/die-after", f"{after}\n")
    assert shared.install().code not in (0, 1)
    brought = {*shared.packages()} - {"bash"}
    assert len(brought) == after
    shared.others_have(shared.sandbox.path("/usr/local/state/packages").read_text() + "theirs 1.0\n")

    well(shared.install())
    assert brought < {*shared.packages()}
    well(shared.install("delete"))

    assert shared.packages() == {"bash": "5.2", "theirs": "1.0"}


def test_a_killed_run_that_nobody_runs_again_is_taken_back_as_well(shared: Shared) -> None:
    shared.others_have("bash 5.2\n")
    shared.sandbox.write("/usr/local/state/die-after", "3\n")
    shared.install()
    shared.others_have(shared.sandbox.path("/usr/local/state/packages").read_text() + "theirs 1.0\n")

    well(shared.install("delete"))

    assert shared.packages() == {"bash": "5.2", "theirs": "1.0"}


def test_settings_that_others_have_left_survive_the_removal(debian: Shared) -> None:
    """A package that was removed and not purged has its settings here still; a purge would take them along."""
    debian.sandbox.write("/usr/local/state/settings-left", "iptables 1.8\n")
    well(debian.install())
    well(debian.install("delete"))

    [removed], [purged] = debian.sandbox.calls("dpkg --remove"), debian.sandbox.calls("dpkg --purge")
    assert "iptables" in removed.split()
    assert {"kubelet", "containerd"} <= {*purged.split()}
    assert "iptables" not in purged.split()


def test_what_others_need_by_now_stays_with_what_is_theirs_in_it(shared: Shared) -> None:
    well(shared.install())
    shared.sandbox.write("/usr/local/state/needed", f"{shared.containerd} docker\n")
    shared.sandbox.write("/var/lib/containerd/of-docker", "an image\n")

    said = well(shared.install("delete"))

    assert said.endswith(f"; package {shared.containerd} stays, for docker needs it\n")
    assert {*shared.packages()} == {shared.containerd}
    assert shared.sandbox.path("/var/lib/containerd/of-docker").exists()


@pytest.mark.parametrize(
    ("unreadable", "said", "expected"),
    [
        pytest.param("broken.list", "E: Malformed line 1", "apt on w-1 cannot read its sources", id="before ours"),
        pytest.param(
            "pulumi-kubeadm-kubernetes.sources",
            "E: Conflicting values set for option Signed-By regarding source https://packages.example.org/ /: a != b",
            "/etc/apt/sources.list.d/broken.list:1:deb https://packages.example.org/ /",
            id="with ours",
        ),
    ],
)
def test_sources_that_cannot_be_read_together_are_never_placed(debian: Shared, unreadable: str, said: str, expected: str) -> None:
    debian.sandbox.write("/etc/apt/sources.list.d/broken.list", "deb https://packages.example.org/ /\n")
    debian.sandbox.write("/usr/local/state/unreadable", f"{unreadable}\n")
    debian.sandbox.write("/usr/local/state/unreadable-said", f"{said}\n{said}\n")
    before = debian.files()

    done = debian.install()

    assert done.code == 1
    assert expected in done.err
    assert done.err.count(said) == 1
    assert debian.files() == before


def test_a_newer_kubelet_is_taken_back_before_a_birth_and_never_after(debian: Shared) -> None:
    debian.others_have("kubelet 1.36.9-1.1\n")
    well(debian.install())
    assert debian.packages()["kubelet"] == "1.36.3-1.1"

    member(debian.sandbox, W_1)
    debian.others_have("kubelet 1.36.9-1.1\nkubeadm 1.36.3-1.1\nkubectl 1.36.3-1.1\n")
    debian.sandbox.replace_command("kubelet", "echo Kubernetes v1.36.9")
    done = converge(debian.sandbox, SMALL, W_1)

    assert done.code == 1
    assert "cause: newer package: " in done.err
    assert debian.packages()["kubelet"] == "1.36.9-1.1"


def test_a_newer_containerd_is_not_taken_back(shared: Shared) -> None:
    shared.others_have(f"{shared.containerd} 9.1.0-1\n")
    before = shared.files()
    packages = {shared.host.platform: Package(name=shared.containerd, version="2.1.*")}

    done = shared.install(spec=replace(shared.spec, containerd=replace(shared.spec.containerd, packages=packages)))

    assert f"{shared.containerd} 9.1.0-1 is on w-1, and the stack says 2.1.*" in done.err
    assert (shared.packages(), shared.files()) == ({shared.containerd: "9.1.0-1"}, before)
