"""What a stack may say of a host: it comes at birth, follows by converge, and is taken back at removal."""

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from components.core.config.model import ClusterSpec, Commands, HostsFile, Journal, Package, Preparation, Time
from components.core.steps import install_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Done, Sandbox
from tests.scripts.test_converge import converge, member

HOSTS = "127.0.0.1 localhost\n10.9.9.9\tnas # no end of line"
JOURNALD = "/etc/systemd/journald.conf.d/90-pulumi-kubeadm.conf"
DROP_INS = "/etc/systemd/system/kubelet.service.d"
STATE = "/var/lib/pulumi-kubeadm"


def prepared(**keys: object) -> ClusterSpec:
    return replace(SMALL, preparation=replace(SMALL.preparation, **keys))


EVERYTHING = prepared(
    time=Time(servers=("10.0.0.1", "ntp.example.org"), zone="Asia/Shanghai"),
    hostname="set",
    hosts_file=HostsFile(cluster=True, entries={"registry.example.org": IPv4Address("10.0.0.5")}),
    journal=Journal(max_use="1G", keep_for="30d"),
    kubelet_drop_ins={"20-limits.conf": "[Service]\nLimitNOFILE=1000000\n"},
    packages=(Package(name="g++", version=None), Package(name="tree", version="2.*")),
    commands=Commands(before=("echo before >>/var/ran",), after=("echo after >>/var/ran",)),
    sysctl={"vm.max_map_count": "262144"},
)


@pytest.fixture
def host(host: Sandbox) -> Sandbox:
    """A host with files of others where ours will be."""
    host.write("/etc/hosts", HOSTS)
    host.write("/etc/hostname", "localhost\n")
    host.write("/etc/timezone", "Etc/UTC\n")
    host.path("/etc/localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
    return host


def born(host: Sandbox, spec: ClusterSpec) -> Done:
    return host.run(install_step(spec, W_1), "create")


def well(done: Done) -> str:
    assert (done.code, done.err) == (0, "")
    return done.out


def changed(host: Sandbox, spec: ClusterSpec) -> Done:
    return converge(host, spec, W_1)


def packages(host: Sandbox) -> set[str]:
    return {line.split()[0] for line in host.path("/usr/local/state/packages").read_text().splitlines()}


def test_birth_brings_everything(host: Sandbox) -> None:
    well(born(host, EVERYTHING))

    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Asia/Shanghai"
    assert host.path("/etc/hostname").read_text() == "w-1\n"
    assert host.calls("hostname ") == ["hostname w-1"]
    assert "SystemMaxUse=1G\n" in host.path(JOURNALD).read_text()
    assert "server ntp.example.org iburst\n" in host.path("/etc/chrony/chrony.conf").read_text()
    assert "10.0.0.21 w-2\n10.0.0.5 registry.example.org\n" in host.path("/etc/hosts").read_text()
    assert {"chrony", "g++", "tree"} <= packages(host)
    assert "apt-mark hold tree" in host.calls()
    assert "LimitNOFILE" in host.path(f"{DROP_INS}/20-limits.conf").read_text()
    assert host.path("/var/ran").read_text() == "before\nafter\n"


def test_a_second_birth_changes_nothing(host: Sandbox) -> None:
    born(host, EVERYTHING)
    before = host.files()
    host.forget_calls()

    well(born(host, EVERYTHING))

    acts = ("apt-get", "apt-mark hold", "dpkg ", "systemctl restart", "systemctl daemon-reload", "hostname")
    assert [line for line in host.calls() if line.startswith(acts)] == []
    assert {path for path, text in host.files().items() if before.get(path) != text and not path.startswith("/var/log")} == set()


def test_removal_gives_everything_back(host: Sandbox) -> None:
    before = {path: text for path, text in host.files().items() if not path.startswith("/home")}
    born(host, EVERYTHING)

    well(host.run(install_step(EVERYTHING, W_1), "delete"))

    after = {path: text for path, text in host.files().items() if not path.startswith(("/run", "/var/lib/apt"))}
    assert after == {**before, "/var/ran": "before\nafter\n"}
    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Etc/UTC"
    assert host.calls("hostname ")[-1] == "hostname localhost"
    assert packages(host) == set()


def test_what_leaves_the_stack_file_leaves_a_live_node(host: Sandbox) -> None:
    member(host, W_1, EVERYTHING)

    said = well(changed(host, SMALL))

    assert host.path("/etc/hosts").read_text() == HOSTS
    assert host.path("/etc/hostname").read_text() == "localhost\n"
    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Etc/UTC"
    assert not host.path(JOURNALD).exists()
    assert not host.path(DROP_INS).exists()
    assert not {"chrony", "g++", "tree"} & packages(host)
    for part in ("hosts file changed", "package removed: chrony", "time zone given back", "kubelet restarted"):
        assert part in said
    assert well(changed(host, SMALL)) == "w-1 is as its stack says; nothing to do\n"


def test_lines_that_others_write_into_the_hosts_file_stay(host: Sandbox) -> None:
    member(host, W_1, EVERYTHING)
    written = host.path("/etc/hosts").read_text()
    host.write("/etc/hosts", f"10.8.8.8 first\n{written}\n10.7.7.7 last\n")

    well(changed(host, SMALL))

    assert host.path("/etc/hosts").read_text() == f"10.8.8.8 first\n{HOSTS}\n10.7.7.7 last\n"


def test_a_torn_block_is_named_and_not_guessed_at(host: Sandbox) -> None:
    member(host, W_1, EVERYTHING)
    torn = host.path("/etc/hosts").read_text().replace("# end of pulumi-kubeadm\n", "")
    host.write("/etc/hosts", torn)

    done = changed(host, EVERYTHING)

    assert done.code == 1
    assert "without the other: remove it" in done.err
    assert host.path("/etc/hosts").read_text() == torn


def test_the_time_daemon_that_made_room_for_chrony_comes_back(host: Sandbox) -> None:
    host.write("/usr/local/state/packages", "systemd-timesyncd 252\n")
    born(host, prepared(time=Time(servers=("10.0.0.1",))))
    assert "systemd-timesyncd" not in packages(host)

    host.run(install_step(SMALL, W_1), "delete")

    assert packages(host) == {"systemd-timesyncd"}


def test_a_chrony_that_was_here_follows_our_servers_and_then_its_own_again(host: Sandbox) -> None:
    host.write("/usr/local/state/packages", "chrony 4.3\n")
    host.write("/usr/local/state/active-chrony", "")
    host.write("/etc/chrony/chrony.conf", "pool foreign\n")
    member(host, W_1, prepared(time=Time(servers=("10.0.0.1",))))

    well(changed(host, SMALL))

    assert host.path("/etc/chrony/chrony.conf").read_text() == "pool foreign\n"
    assert host.calls("systemctl restart chrony") == ["systemctl restart chrony"]
    assert "chrony" in packages(host)


def test_servers_that_do_not_answer_are_named(host: Sandbox) -> None:
    host.write("/usr/local/state/no-time", "")
    library = host.path(f"{BUNDLE}/lib/time.sh")
    library.write_text(library.read_text().replace("within 30", "within 1"))

    done = born(host, prepared(time=Time(servers=("10.0.0.1",))))

    assert done.code == 1
    assert "none of preparation.time.servers leads the clock of w-1" in done.err


def test_a_zone_that_the_host_does_not_know_is_refused(host: Sandbox) -> None:
    done = born(host, prepared(time=Time(zone="Europe/Nowhere")))

    assert "w-1 knows no time zone Europe/Nowhere" in done.err
    assert host.path("/etc/timezone").read_text() == "Etc/UTC\n"


def test_a_command_runs_again_when_its_text_changes_or_when_it_comes_back(host: Sandbox) -> None:
    def commands(*texts: str) -> ClusterSpec:
        return prepared(commands=Commands(after=texts))

    member(host, W_1, commands("echo $NODE $ROLE $CLUSTER >>/var/ran"))
    changed(host, commands("echo 2 >>/var/ran", "echo $NODE $ROLE $CLUSTER >>/var/ran"))
    changed(host, SMALL)
    changed(host, commands("echo 2 >>/var/ran"))

    assert host.path("/var/ran").read_text() == "w-1 worker small\n2\n2\n"


def test_a_failing_command_is_named_with_its_last_lines_and_the_rest_waits(host: Sandbox) -> None:
    texts = ("echo well", "echo 'no such disk' >&2\nfalse\necho never")

    done = born(host, prepared(commands=Commands(before=texts)))

    assert done.code == 1
    assert "command 2 of preparation.commands.before ended with status 1 on w-1" in done.err
    assert "no such disk" in done.err
    assert "never" not in done.err
    assert not host.path("/etc/crictl.yaml").exists()


def test_what_a_command_leaves_running_holds_no_lock(host: Sandbox) -> None:
    well(born(host, prepared(commands=Commands(before=("/bin/sleep 30 & echo $! >/var/pid",)))))

    done = host.run(install_step(SMALL, W_1), "create")

    assert done.code == 0


def test_a_kubelet_that_does_not_run_with_a_drop_in_gets_the_old_ones_back(host: Sandbox) -> None:
    host.write(f"{DROP_INS}/50-foreign.conf", "[Service]\nNice=1\n")
    member(host, W_1)
    host.replace_command("kubectl", f"[[ ! -e {DROP_INS}/20-limits.conf ]]")
    host.replace_command("systemctl", "[[ $* != *NRestarts* ]] || echo 3")

    done = changed(host, prepared(kubelet_drop_ins={"20-limits.conf": "[Service]\nLimitNOFILE=none\n"}))

    assert "does not run with its new configuration, so it was put back" in done.err
    assert [path.name for path in host.path(DROP_INS).iterdir()] == ["50-foreign.conf"]


def test_a_setting_that_leaves_gets_the_value_from_before(host: Sandbox) -> None:
    host.write("/usr/local/state/settings", "vm.max_map_count = 65530\nnet.ipv4.tcp_rmem = 4096\t131072\t6291456\n")
    member(host, W_1, prepared(sysctl={"vm.max_map_count": "262144", "net.ipv4.tcp_rmem": "4096 1 1", "net.ipv4.conf.*.rp_filter": "0"}))
    host.write("/usr/local/state/settings", "vm.max_map_count = 262144\n")

    well(changed(host, prepared(sysctl={"vm.max_map_count": "262145"})))
    assert host.path("/usr/local/state/settings.written").read_text() == "net.ipv4.tcp_rmem = 4096\t131072\t6291456\n"

    well(changed(host, SMALL))
    assert host.path("/usr/local/state/settings.written").read_text().endswith("vm.max_map_count = 65530\n")


def test_a_file_that_wins_at_the_next_boot_is_named_with_its_line(host: Sandbox) -> None:
    """What commands and packages of the step itself have brought, preflight has not seen."""
    late = "# hardened\nnet/ipv4/ip_forward = 0\n-vm.max_map_count=1\n; net.bridge.bridge-nf-call-iptables = 0\n"
    host.write("/etc/sysctl.d/zz-hardening.conf", late)
    host.write("/etc/sysctl.d/99-sysctl.conf", "vm.max_map_count = 2\n")

    said = well(born(host, prepared(sysctl={"vm.max_map_count": "262144"})))

    assert said.endswith(
        "; at the next boot net.ipv4.ip_forward is 0 (/etc/sysctl.d/zz-hardening.conf:2)"
        "; at the next boot vm.max_map_count is 1 (/etc/sysctl.d/zz-hardening.conf:3)\n"
    )


def test_units_of_swap_are_known_by_their_whole_name(host: Sandbox) -> None:
    """Names of units have backslashes in them."""
    unit = r"dev-disk-by\x2duuid-1.swap"
    member(host, W_1)
    host.write("/etc/fstab", "#pulumi-kubeadm UUID=1 none swap sw 0 0\n")
    host.write(f"{STATE}/swap-off", "")
    host.write(f"{STATE}/swap-units", f"{unit}\n")

    well(changed(host, prepared(swap="limited")))

    assert {f"systemctl unmask {unit}", f"systemctl start {unit}"} <= set(host.calls())
    assert host.path("/etc/fstab").read_text() == "UUID=1 none swap sw 0 0\n"


def test_programs_that_would_undo_it_are_told_not_to_where_they_are(host: Sandbox) -> None:
    for directory in ("/etc/NetworkManager/conf.d", "/etc/cloud/cloud.cfg.d"):
        host.path(directory).mkdir(parents=True)
    born(host, EVERYTHING)

    assert "unmanaged-devices+=" in host.path("/etc/NetworkManager/conf.d/90-pulumi-kubeadm.conf").read_text()
    assert "manage_etc_hosts: false" in host.path("/etc/cloud/cloud.cfg.d/99-pulumi-kubeadm.cfg").read_text()

    host.run(install_step(EVERYTHING, W_1), "delete")
    assert list(host.path("/etc/NetworkManager/conf.d").iterdir()) == []


def test_a_host_of_which_nothing_is_said_keeps_all_of_it(host: Sandbox) -> None:
    said_nothing = Preparation(swap="off", kernel_modules=(), sysctl={})
    assert SMALL.preparation == said_nothing
    born(host, SMALL)

    assert host.path("/etc/hosts").read_text() == HOSTS
    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Etc/UTC"
    assert not host.path("/etc/chrony").exists()
    assert not any(line.startswith(("hostname", "chronyc")) for line in host.calls())
