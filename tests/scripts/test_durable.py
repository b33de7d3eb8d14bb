"""What a step promises of files, rules, locks, logs and its input, where a disk is full or a run was killed."""

import subprocess
from dataclasses import replace

import pytest

from components.core.config.model import StackedEtcd
from components.core.render.paths import RUN
from components.core.steps import install_step
from components.core.steps.step_input import END
from tests.core.samples import CP_1, SMALL, W_1
from tests.scripts.sandbox import BUNDLE, SCRIPTS, Sandbox
from tests.scripts.test_converge import converge, member
from tests.scripts.test_preparation import prepared, well

STATE = "/var/lib/pulumi-kubeadm"
CREATE = install_step(SMALL, W_1)
# What writes a ledger finds no space at its new file.
FULL = r"""
[[ ${*: -1} == *.new ]] && grep -q LEDGER <<<"${*: -1}" && { echo "sync: No space left on device" >&2; exit 1; }
exit 0
"""


@pytest.mark.parametrize(
    ("ledger", "verb"),
    [
        pytest.param("files", "delete", id="files that are given back"),
        pytest.param("directories", "create", id="directories"),
        pytest.param("files", "create", id="files"),
        pytest.param("sysctl", "create", id="settings"),
        pytest.param("packages", "create", id="packages"),
        pytest.param("was-here", "create", id="what was here"),
    ],
)
def test_a_full_disk_ends_the_step_and_leaves_the_ledger(host: Sandbox, ledger: str, verb: str) -> None:
    """An error behind `|| true` once left an empty ledger, and with it the user's own files for ours."""
    host.write("/etc/crictl.yaml", "foreign\n")
    before = host.files()
    if verb == "delete":
        well(host.run(CREATE, "create"))
    kept = host.files().get(f"{STATE}/{ledger}")
    host.replace_command("sync", FULL.replace("LEDGER", f"/{ledger}.new"))

    done = host.run(CREATE, verb)

    assert done.code == 1
    assert "No space left on device" in done.err
    assert host.files().get(f"{STATE}/{ledger}") == kept
    host.replace_command("sync", "exit 0")
    well(host.run(CREATE, "create"))
    well(host.run(CREATE, "delete"))
    assert host.path("/etc/crictl.yaml").read_text() == before["/etc/crictl.yaml"]


def test_a_setting_whose_ledger_cannot_be_written_is_still_known(host: Sandbox) -> None:
    host.write("/usr/local/state/settings", "vm.max_map_count = 65530\n")
    member(host, W_1, prepared(sysctl={"vm.max_map_count": "262144"}))
    kept = host.path(f"{STATE}/sysctl").read_text()
    host.replace_command("sync", FULL.replace("LEDGER", "/sysctl.new"))

    assert converge(host, SMALL, W_1).code == 1
    assert host.path(f"{STATE}/sysctl").read_text() == kept


def test_a_report_is_not_made_before_all_is_on_the_disk(host: Sandbox) -> None:
    host.replace_command("sync", '[[ $1 != --file-system ]] || { echo "sync: error: Input/output error" >&2; exit 1; }')

    done = host.run(CREATE, "create")

    assert (done.code, done.out) == (1, "")
    assert "Input/output error" in done.err


def test_every_file_system_that_a_step_writes_to_is_made_durable(host: Sandbox) -> None:
    """They are asked once each: here the machine's own, and that of the test's directories."""
    host.replace_command("sync", 'echo "sync $*" >>/usr/local/calls')
    host.run(CREATE, "create")

    places = host.calls("sync --file-system")[-1].split()[2:]
    devices = [(host.root / place[1:]).stat().st_dev if place != "/" else 0 for place in places]
    assert "/" in places
    assert len(set(devices)) == len(devices)


MOUNTS = """\
22 27 0:21 / /proc rw - proc proc rw
27 1 254:0 / / rw - {root} /dev/vda rw
40 27 254:1 / /var rw shared:1 master:2 - ext4 /dev/vdb rw
41 40 254:2 / /var/lib/containerd rw - xfs /dev/vdc rw
42 40 254:1 /lib/kubelet /var/lib/kubelet rw - ext4 /dev/vdb rw
43 40 0:40 / /var/lib/share rw - nfs4 10.0.0.9:/share rw
44 40 0:41 / /var/lib/media rw - autofs systemd-1 rw
45 42 254:3 / /var/lib/kubelet/pods/1/volumes/a rw - ext4 /dev/rbd0 rw
46 27 254:4 / /srv/etcd\\040data rw - ext4 /dev/vdd rw
47 27 254:5 / /opt rw - ext4 /dev/vde rw
48 27 0:42 / /opt rw - nfs 10.0.0.9:/opt rw
49 27 254:6 / /home rw - ext4 /dev/vdf rw
"""


@pytest.mark.parametrize("root", ["ext4", "virtiofs"])
def test_a_share_that_does_not_answer_holds_no_step(host: Sandbox, root: str) -> None:
    """Whoever looks at one waits for ever, and killing does not end it. Those of pods are not ours either."""
    host.write("/usr/local/state/mounts", MOUNTS.format(root=root))
    library = host.path(f"{BUNDLE}/lib/durable.sh")
    library.write_text(library.read_text().replace("/proc/self/mountinfo", "/usr/local/state/mounts"))
    host.write("/var/lib/share/x", "")
    host.replace_command("stat", '[[ "$*" != *" /var/lib/share"* ]] || echo "stat $*" >>/usr/local/calls\nexec /usr/bin/stat "$@"')
    host.replace_command("sync", 'printf "%s|" sync "$@" >>/usr/local/calls; echo >>/usr/local/calls')
    kept = replace(SMALL, etcd=StackedEtcd(data_dir="/srv/etcd data/member", extra_args=()))

    host.run(install_step(kept, CP_1), "create")

    places = set(host.calls("sync|--file-system")[-1].strip("|").split("|")[2:])
    assert places == {"/", "/var", "/var/lib/containerd", "/srv/etcd data"}
    assert host.calls("stat") == []


FOREIGN = [
    '[0:0] -A INPUT -s 10.9.0.0/16 -m comment --comment "kubernetes admins" -j ACCEPT',
    "[0:0] -A INPUT -s 10.9.0.1/32 -m comment --comment cni-like -j ACCEPT",
    '[0:0] -A FORWARD -m comment --comment "flanneld is not this" -j DROP',
    '[0:0] -A FORWARD -m comment --comment "instead of -j KUBE-FORWARD \\" -j CNI-FORWARD" -j DROP',
    "[0:0] -A FORWARD -j MY-KUBE-RULES",
]
OURS = [
    ":KUBE-FORWARD - [0:0]",
    ":CNI-HOSTPORT-MASQ - [0:0]",
    ":FLANNEL-FWD - [0:0]",
    '[0:0] -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
    '[0:0] -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
    '[0:0] -A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
    '[0:0] -A POSTROUTING -s 10.4.0.3/32 -m comment --comment "name: \\"cbr0\\" id: \\"ab12\\"" -j CNI-5033e3bad9f1265a2b04037f',
    '[0:0] -A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    "[0:0] -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP",
]


def test_rules_are_known_by_their_chains_and_never_by_what_a_comment_says(host: Sandbox) -> None:
    frame = ["*filter", ":INPUT ACCEPT [1:2]", ":FORWARD ACCEPT [0:0]", ":MY-KUBE-RULES - [0:0]"]
    member(host, W_1)
    host.write("/usr/local/state/rules", "\n".join([*frame, *OURS, *FOREIGN, "COMMIT", ""]))

    well(host.run(CREATE, "delete"))

    assert host.path("/usr/local/state/rules").read_text().splitlines() == [*frame, *FOREIGN, "COMMIT"]


def test_nobody_but_root_can_open_a_lock(host: Sandbox) -> None:
    """Who can open it can hold it, and no step would ever run."""
    host.run(CREATE, "create")

    assert {path.stat().st_mode & 0o777 for path in host.path("/run").glob("*.lock")} == {0o600}


def test_the_log_of_a_failure_outlives_the_runs_after_it(host: Sandbox) -> None:
    host.replace_command("modprobe", "echo 'the cause' >&2; exit 1")
    host.replace_command("sync", "exit 0")
    broken = install_step(prepared(kernel_modules=("no_such_module",)), W_1)
    host.run(broken, "create")
    for _ in range(7):
        host.run(CREATE, "create")
        logs = sorted(path.name for path in host.path("/var/log/pulumi-kubeadm").iterdir())
        if "host-install.log.5" not in logs:
            assert any("the cause" in text for path, text in host.files().items() if path.startswith("/var/log"))
    assert logs == ["host-install.log", *(f"host-install.log.{number}" for number in range(1, 6))]


def test_an_input_that_was_cut_is_refused_before_anything(host: Sandbox) -> None:
    """A statement more or less is another meaning: a firewall that is to be opened for nobody, a file that is to go."""
    lines = CREATE.input.render_whole().splitlines(keepends=True)
    assert lines[-1] == f"{END}\n"
    before = host.files()
    for cut in ("", "".join(lines[:3]), "".join(lines[:-1])):
        done = subprocess.run(host.command("install", "create"), input=cut, text=True, capture_output=True, timeout=60, check=False)
        assert done.returncode == 1
        assert "did not come here as a whole" in done.stderr
    assert host.files() == before
    assert END in (SCRIPTS / "run.sh").read_text()


def test_what_a_killed_run_left_in_memory_is_not_read_by_the_next(host: Sandbox) -> None:
    host.write(f"{RUN}/sources/pulumi-kubeadm-old.sources", "URIs: http://old\n")
    host.replace_command("apt-get", f"ls {RUN}/sources 2>/dev/null >>/usr/local/calls; exit 1")

    host.run(CREATE, "create")

    assert "pulumi-kubeadm-old.sources" not in host.calls()


def test_a_mark_comes_before_the_line_it_stands_for(host: Sandbox) -> None:
    """Killed between the two, the file system table was left commented for good."""
    host.write("/etc/fstab", "/dev/sda2 none swap sw 0 0\n")
    host.replace_command("mv", '[[ $* != *fstab* ]] || kill -KILL $PPID; exec /bin/mv "$@"')
    host.run(CREATE, "create")
    assert host.path(f"{STATE}/swap-off").exists()
    host.replace_command("mv", 'exec /bin/mv "$@"')

    well(host.run(CREATE, "delete"))

    assert host.path("/etc/fstab").read_text() == "/dev/sda2 none swap sw 0 0\n"
    assert not host.path("/etc/fstab.pulumi-kubeadm").exists()
