"""Hosts that others use too: nothing of theirs is removed for a node, and nothing with it; one host with apt, one with dnf."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Host, Package
from components.core.preflight import Answer, judge, parse_facts, requirements
from components.core.steps import command, install_step
from components.preflight.asking import script
from lab.settings import Settings
from tests.e2e.hosts import eventually
from tests.lab_machine import Fresh
from tests.scripts.real.clusters import lab_cluster
from tests.scripts.real.machine import Done, Machine, machines, well
from tests.scripts.real.packages import deb, installed, rpm, service

pytestmark = [pytest.mark.lab, pytest.mark.timeout(900)]
MINUTES = 4
DATA = "/var/lib/{}/data"


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(2, "host-2=rocky")


class Shared:
    """A host that is to be a worker, and that others work on as well."""

    def __init__(self, settings: Settings, index: int, platform: str) -> None:
        self.machine: Machine = machines(settings, "shared")[index - 1]
        self.machine.bring_scripts()
        spec = lab_cluster(settings, "shared", [self.machine], [self.machine])
        general = spec.sources.repositories["debian-12"]["kubernetes"]
        of_rpms = {name: replace(general, uri=f"{settings.systems_url}/rpm/{place}/") for name, place in _RPMS.items()}
        self.host: Host = replace(spec.worker_pools[0].hosts[0], platform=platform)
        packages = {**spec.containerd.packages, "rhel-9": Package(name="containerd.io", version="1.7.*")}
        self.spec: ClusterSpec = replace(
            spec,
            worker_pools=(replace(spec.worker_pools[0], hosts=(self.host,)),),
            containerd=replace(spec.containerd, packages=packages),
            sources=replace(spec.sources, repositories={**spec.sources.repositories, "rhel-9": of_rpms}),
        )

    def sudo(self, line: str) -> str:
        done = self.machine.run(f"sudo bash -c '{line}'")
        assert done.code == 0, done
        return done.out

    def install(self, verb: str = "create", spec: ClusterSpec | None = None) -> Done:
        return self.machine.step(install_step(spec or self.spec, self.host), verb)

    def begin(self) -> "subprocess.Popen[bytes]":
        """The birth, which goes on."""
        step = install_step(self.spec, self.host)
        process = subprocess.Popen(self.machine.ssh(command(step.name, "create", self.machine.cluster)), stdin=subprocess.PIPE)
        assert process.stdin
        process.stdin.write(step.input.render_whole().encode())
        process.stdin.close()
        return process

    def is_there(self, path: str) -> bool:
        return self.machine.run(f"sudo test -e {path}").code == 0


_RPMS = {"kubernetes": "kubernetes", "packages": "docker"}


@pytest.fixture
def debian(settings: Settings) -> Iterator[Shared]:
    yield from _afterwards(Shared(settings, 1, "debian-12"))


@pytest.fixture
def rocky(settings: Settings) -> Iterator[Shared]:
    yield from _afterwards(Shared(settings, 2, "rhel-9"))


def _afterwards(shared: Shared) -> Iterator[Shared]:
    yield shared
    shared.sudo("rm -f /root/*.deb /root/*.rpm /root/*.began /root/*.holds")


def test_docker_runs_on_where_containerd_would_take_its_place(debian: Shared) -> None:
    """On the old code apt removed both, and the step ended well."""
    excluded = "containerd, runc"
    io = deb(debian.machine, "containerd.io", "1.7.20", Provides=excluded, Conflicts=excluded, Replaces=excluded)
    docker = deb(debian.machine, "docker-ce", "27.0", after=service("docker"), Depends="containerd.io")
    debian.sudo(f"dpkg --install {io} {docker} && mkdir /var/lib/docker-ce && echo kept >/var/lib/docker-ce/data")
    process = debian.sudo("systemctl show --property MainPID docker")
    disk, packages = debian.machine.disk(), installed(debian.machine)

    assert "containerd would remove containerd.io 1.7.20 and docker-ce 27.0, so `up` will refuse" in of_preflight(debian)
    done = debian.install()

    assert done.code == 1
    assert (
        "containerd would remove containerd.io and docker-ce of w-1, which nothing in the stack says: set containerd.package: containerd.io"
        in done.err
    )
    assert debian.sudo("systemctl show --property MainPID docker") == process
    assert "ActiveState=active" in debian.sudo("systemctl show --property ActiveState docker")
    assert (sorted(debian.machine.disk() ^ disk), installed(debian.machine)) == ([], packages)
    debian.sudo("systemctl disable --now docker && dpkg --purge docker-ce containerd.io")


def of_preflight(shared: Shared) -> str:
    """What it says of this host."""
    [requirement] = (requirement for requirement in requirements(shared.spec) if requirement.host.name == "w-1")
    said = shared.machine.run("sudo bash -s", requirement.questions().render() + script()).out
    [verdict] = (one for one in judge(shared.spec, {"w-1": Answer(facts=parse_facts(said))}, {}) if one.requirement == requirement)
    return "\n".join(str(finding) for _, finding in verdict.findings)


def test_a_repository_with_another_key_is_named_and_apt_works_on(debian: Shared) -> None:
    """On the old code every apt of the host failed from then on."""
    uri = debian.spec.sources.repositories["debian-12"]["kubernetes"].uri
    line = f"deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] {uri} /"
    debian.sudo(f'echo "{line}" >/etc/apt/sources.list.d/kubernetes.list')
    disk = debian.machine.disk()

    assert "kubernetes.list:1 names a repository of the stack with the key /etc/apt/keyrings/kubernetes-apt" in of_preflight(debian)
    done = debian.install()

    assert done.code == 1
    assert "Conflicting values set for option Signed-By" in done.err
    assert "/etc/apt/sources.list.d/kubernetes.list:1:" in done.err
    assert sorted(debian.machine.disk() ^ disk) == []
    debian.sudo("apt-get indextargets >/dev/null && rm /etc/apt/sources.list.d/kubernetes.list")


def test_what_others_install_is_not_counted_as_ours(debian: Shared) -> None:
    """While a run waits for their lock, and is killed there; while the next one waits; and after it. Data goes with a purge."""
    kept = "mkdir -p /var/lib/{0} && echo kept >/var/lib/{0}/data"
    for name in ("first", "second"):
        # It holds apt's lock until a run of ours waits for it: the file is removed by this test.
        before_it = f"touch /root/{name}.began; while [ -e /root/{name}.holds ]; do sleep 0.2; done"
        deb(debian.machine, name, "1.0", before=before_it, after=kept.format(name))
    deb(debian.machine, "later", "1.0", after=kept.format("later"), Depends="conntrack")
    before = {*installed(debian.machine)}

    waiting = held(debian, "first")
    # Ours, by its words, which in brackets are not those of the shell that says this.
    debian.sudo('kill -KILL $(pgrep -f "[r]un.sh install create") $(pgrep -f "[a]pt-get --quiet")')
    waiting.wait()
    debian.sudo("rm /root/first.holds")
    eventually(lambda: debian.is_there(DATA.format("first")), "the package of others to be installed")
    waiting = held(debian, "second")
    debian.sudo("rm /root/second.holds")
    assert waiting.wait() == 0
    debian.sudo("apt-get -q -y install /root/later.deb")
    assert "kubelet" in installed(debian.machine)

    well_said = debian.install("delete")

    assert (well_said.code, well_said.err) == (0, "")
    assert {*installed(debian.machine)} - before == {"first", "second", "later", "conntrack", *needs(debian, "conntrack", before)}
    assert [name for name in ("first", "second", "later") if not debian.is_there(DATA.format(name))] == []
    debian.sudo("dpkg --purge first second later && apt-get -q -y purge conntrack")


def held(shared: Shared, name: str) -> "subprocess.Popen[bytes]":
    """A birth that waits for the lock of somebody who installs a package."""
    shared.sudo(f"touch /root/{name}.holds && systemd-run --quiet --unit {name} apt-get -q -y install /root/{name}.deb")
    eventually(lambda: shared.is_there(f"/root/{name}.began"), f"{name} to hold the lock")
    process = shared.begin()
    waits = "grep -qs 'Waiting for cache lock' /var/log/pulumi-kubeadm/host-install.log"
    eventually(lambda: shared.machine.run(f"sudo {waits}").code == 0, "the birth to wait")
    return process


def needs(shared: Shared, package: str, before: set[str]) -> set[str]:
    """What came for a package that stayed."""
    said = shared.sudo(f"apt-cache depends --installed --recurse --no-recommends --no-suggests {package}")
    return {line.strip() for line in said.splitlines() if line and line[0] not in " |<"} - before


def test_a_newer_kubelet_of_an_image_is_taken_back_before_a_birth(debian: Shared) -> None:
    """It stays after removal, in the version of the stack, for it was there; its hold too."""
    deb(debian.machine, "kubelet", "1.36.9-1.1")
    debian.sudo("dpkg --install /root/kubelet.deb && apt-mark hold kubelet")

    assert well(debian.install()) == "w-1 is ready for Kubernetes 1.36.3\n"
    assert installed(debian.machine)["kubelet"].startswith("1.36.3-")

    assert "as it was before" in well(debian.install("delete"))
    assert installed(debian.machine)["kubelet"].startswith("1.36.3-")
    assert debian.sudo("apt-mark showhold") == "kubelet\n"
    debian.sudo("apt-mark unhold kubelet && dpkg --purge kubelet")


def test_dnf_replaces_nothing_of_others_either(rocky: Shared) -> None:
    """What obsoletes a package would take its place without a word; and what others bring while ours is here stays."""
    disk = rocky.machine.disk()
    paths = [rpm(rocky.machine, "docker-engine", "1.0"), rpm(rocky.machine, "podman", "1.0", Requires="docker-engine")]
    rocky.sudo(f"rpm --install {' '.join(paths)}")
    packages = installed(rocky.machine)
    rpm(rocky.machine, "containerd.io", "9.0", Obsoletes="docker-engine")
    repository = "[theirs]\\nname=theirs\\nbaseurl=file:///srv/theirs\\ngpgcheck=0\\n"
    rocky.sudo(f'mkdir /srv/theirs && mv /root/containerd.io.rpm /srv/theirs && printf "{repository}" >/etc/yum.repos.d/theirs.repo')
    indexed(rocky)
    newer = replace(rocky.spec.containerd, packages={"rhel-9": Package(name="containerd.io", version="9.*")})

    done = rocky.install(spec=replace(rocky.spec, containerd=newer))

    assert done.code == 1
    assert re.search("would remove .*(docker-engine|podman).* of w-1, which nothing in the stack says", done.err), done.err
    assert installed(rocky.machine) == packages
    rocky.sudo("rm -rf /srv/theirs /etc/yum.repos.d/theirs.repo /root/rpmbuild /root/*.rpm && rpm --erase podman docker-engine")
    assert sorted(rocky.machine.disk() ^ disk) == []

    assert well(rocky.install()) == "w-1 is ready for Kubernetes 1.36.3\n"
    rpm(rocky.machine, "later", "1.0", Requires="iproute-tc")
    rocky.sudo("rpm --install /root/later.rpm")
    assert "as it was before" in well(rocky.install("delete"))
    kept = {name: version for name, version in installed(rocky.machine).items() if name not in packages}
    assert {*kept} == {"later", "iproute-tc"}


def indexed(shared: Shared) -> None:
    """A repository on the host gets its index, which is made here: the host has no program for it."""
    fetch, push = (shared.machine.ssh(f"sudo tar -C /srv/theirs -{mode}") for mode in ("c .", "x"))
    script = "d=$(mktemp -d) && tar -C $d -x && createrepo_c --quiet $d && tar -C $d -c . && rm -r $d"
    packed = subprocess.run(fetch, capture_output=True, check=True).stdout
    made = subprocess.run(["bash", "-c", script], input=packed, capture_output=True, check=True).stdout
    subprocess.run(push, input=made, check=True)
