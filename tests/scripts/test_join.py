"""join: the birth of a member, whatever interrupted it before, and its end."""

from dataclasses import replace

from components.core.config.model import Host
from components.core.steps import File, install_step, join_secrets, join_step
from tests.core.samples import CP_1, SMALL, W_1
from tests.scripts.material import SECRETS, certificate, material
from tests.scripts.sandbox import BUNDLE, OWNER, Done, Sandbox

JOIN = {host.name: join_step(SMALL, host) for host in (CP_1, W_1)}


def secrets(host: Host, ca: str = "the CA") -> tuple[File, ...]:
    return join_secrets(SMALL, host, material(SMALL, ca))


def born(machine: Sandbox, host: Host) -> Done:
    """An installed host, and what came of its join."""
    machine.run(install_step(SMALL, host), "create")
    machine.write("/usr/local/state/ca.crt", certificate("the CA"))
    machine.forget_calls()
    return machine.run(JOIN[host.name], "create", secrets(host))


def cluster_is_there(machine: Sandbox) -> None:
    """Its API server and its etcd, of one member, answer."""
    machine.write("/usr/local/state/cluster-answers", "")
    machine.write("/usr/local/state/etcd-pods", "etcd-cp-2\n")
    machine.write("/usr/local/state/etcd/members", "a2, started, cp-2, https://10.0.0.11:2380, https://10.0.0.11:2379, false\n")
    machine.write("/usr/local/state/etcd/leader", "a2\n")


def mode(machine: Sandbox, path: str) -> int:
    return machine.path(path).stat().st_mode & 0o777


def test_the_init_host_makes_the_cluster_where_none_answers(host: Sandbox) -> None:
    done = born(host, CP_1)

    assert (done.code, done.out, done.err) == (0, "cp-1 made the cluster small\n", "")
    assert host.calls("kubeadm init") == ["kubeadm init --config /run/pulumi-kubeadm/config.yaml --skip-token-print"]
    assert not host.path("/etc/kubernetes/super-admin.conf").exists()


def test_the_init_host_joins_where_a_cluster_of_its_ca_answers(host: Sandbox) -> None:
    cluster_is_there(host)

    done = born(host, CP_1)

    assert done.out == "cp-1 joined the cluster small as control-plane\n"
    assert host.calls("kubeadm init") == []


def test_what_a_broken_join_left_in_etcd_is_cleared_before_the_next(host: Sandbox) -> None:
    """kubeadm would take the silent learner of this address for its own, and wait for a process that does not exist."""
    cluster_is_there(host)
    members = host.path("/usr/local/state/etcd/members")
    members.write_text(members.read_text() + "dead1, unstarted, , https://10.0.0.10:2380, , true\n")

    assert born(host, CP_1).code == 0

    assert "dead1" not in members.read_text()


def test_a_birth_that_ended_after_its_vote_gives_it_back_before_it_begins_anew(host: Sandbox) -> None:
    """Once the host is reset, nobody could tell its member from a voter that has died."""
    cluster_is_there(host)
    members = host.path("/usr/local/state/etcd/members")
    members.write_text(members.read_text() + "b1, started, cp-1, https://10.0.0.10:2380, https://10.0.0.10:2379, false\n")
    host.claim("small", "cp-1", "control-plane")
    host.write("/etc/kubernetes/manifests/etcd.yaml", "component: etcd\n")
    host.write("/usr/local/state/ca.crt", certificate("the CA"))

    done = host.run(JOIN["cp-1"], "create", secrets(CP_1))

    assert (done.code, done.err) == (0, "")
    assert "b1" not in members.read_text()


def test_a_member_that_votes_and_is_silent_is_never_taken_for_a_leftover(host: Sandbox) -> None:
    cluster_is_there(host)
    members = host.path("/usr/local/state/etcd/members")
    ally = "a3, started, cp-3, https://10.0.0.12:2380, https://10.0.0.12:2379, false\n"
    members.write_text(members.read_text() + ally + "b1, started, cp-1, https://10.0.0.10:2380, https://10.0.0.10:2379, false\n")
    host.write("/usr/local/state/etcd/silent", "https://10.0.0.10:2379\n")
    pursue = host.path(f"{BUNDLE}/lib/etcd/changes.sh")
    pursue.write_text(pursue.read_text().replace("SECONDS + $1", "SECONDS + 1"))

    done = born(host, CP_1)

    assert done.code == 1
    assert "name it dead if its disk is gone" in done.err
    assert "b1" in members.read_text()


def test_the_init_host_stops_where_another_cluster_answers(host: Sandbox) -> None:
    host.write("/usr/local/state/answer", "tls: failed to verify certificate: x509: certificate signed by unknown authority")

    done = born(host, CP_1)

    assert done.code == 1
    assert "what answers at 10.0.0.10:6443 is not small" in done.err
    assert [line for line in host.calls("kubeadm") if "reset" not in line] == []


def test_an_api_server_that_answers_with_an_error_is_an_answer(host: Sandbox) -> None:
    """A second cluster is worse than a join that fails."""
    cluster_is_there(host)
    host.path("/usr/local/state/cluster-answers").unlink()
    host.write("/usr/local/state/answer", "error: You must be logged in to the server (Unauthorized)")

    assert born(host, CP_1).out == "cp-1 joined the cluster small as control-plane\n"


def test_a_worker_joins_and_keeps_no_credential(host: Sandbox) -> None:
    done = born(host, W_1)

    assert done.out == "w-1 joined the cluster small as worker\n"
    assert not host.path("/run/pulumi-kubeadm").exists()
    assert host.path("/etc/kubernetes/pki/ca.crt").exists()
    assert not list(host.path("/etc/kubernetes/pki").glob("**/*.key"))


def test_keys_are_for_root_only_from_their_first_moment(host: Sandbox) -> None:
    born(host, CP_1)

    assert {mode(host, f"/etc/kubernetes/pki/{name}.key") for name in ("ca", "etcd/ca", "front-proxy-ca", "sa")} == {0o600}
    assert mode(host, "/etc/kubernetes/pki/ca.crt") == 0o644


def test_no_secret_is_in_an_argument_a_log_or_an_answer(host: Sandbox) -> None:
    done = born(host, CP_1)
    host.write("/usr/local/state/kubeadm-fails", "")
    host.path("/var/lib/pulumi-kubeadm/member").unlink()
    cluster_is_there(host)
    failed = host.run(JOIN["cp-1"], "create", secrets(CP_1))

    assert failed.code != 0
    logs = [text for path, text in host.files().items() if path.startswith("/var/log")]
    seen = "".join((done.out, done.err, failed.out, failed.err, *host.calls(), *logs))
    assert not [secret for secret in SECRETS if secret in seen]


def test_a_member_is_left_as_it_is(host: Sandbox) -> None:
    born(host, CP_1)
    host.forget_calls()

    done = host.run(JOIN["cp-1"], "create", secrets(CP_1))

    assert done.out == "cp-1 is a member of small already\n"
    assert host.calls("kubeadm") == []


def test_a_birth_that_did_not_end_is_undone_and_begun_anew(host: Sandbox) -> None:
    host.write("/usr/local/state/kubeadm-fails", "")
    failed = born(host, W_1)
    host.path("/usr/local/state/kubeadm-fails").unlink()
    host.forget_calls()

    done = host.run(JOIN["w-1"], "create", secrets(W_1))

    assert failed.code == 1
    assert "join.sh" in failed.err
    assert "[preflight] something is wrong here" in failed.err
    assert done.out == "w-1 joined the cluster small as worker\n"
    assert [line.split()[1] for line in host.calls("kubeadm")] == ["reset", "join"]


def test_a_member_of_a_cluster_with_another_ca_is_refused(host: Sandbox) -> None:
    born(host, W_1)
    host.forget_calls()

    done = host.run(JOIN["w-1"], "create", secrets(W_1, ca="another CA"))

    assert done.code == 1
    assert "member of another cluster named small" in done.err
    assert host.calls("kubeadm") == []


def test_etcd_data_without_the_rest_of_a_member_is_not_wiped(host: Sandbox) -> None:
    born(host, CP_1)
    host.path("/etc/kubernetes/kubelet.conf").unlink()
    host.write("/var/lib/etcd/member/snap/db", "data")
    host.forget_calls()

    done = host.run(JOIN["cp-1"], "create", secrets(CP_1))

    assert done.code == 1
    assert "still has etcd's data" in done.err
    assert host.path("/var/lib/etcd/member/snap/db").exists()


def test_delete_takes_the_host_out_and_keeps_what_install_brought(host: Sandbox) -> None:
    host.write("/usr/local/state/rules", "*nat\n:KUBE-SERVICES - [0:0]\n-A PREROUTING -j KUBE-SERVICES\n-A PREROUTING -j FOREIGN\nCOMMIT\n")
    born(host, W_1)

    done = host.run(JOIN["w-1"], "delete")

    assert done.out == "w-1 is out of the cluster small\n"
    assert not host.path("/etc/kubernetes").exists()
    assert not host.path("/etc/pulumi-kubeadm").exists()
    assert host.path("/usr/local/state/rules").read_text() == "*nat\n-A PREROUTING -j FOREIGN\nCOMMIT\n"
    assert host.path("/etc/containerd/config.toml").exists()


def test_who_leaves_is_stopped_for_good_before_anything_is_taken_from_him(host: Sandbox) -> None:
    """A kubelet that a boot starts in the middle registers its Node again, and nobody looks after it any more."""
    born(host, W_1)
    host.forget_calls()

    host.run(JOIN["w-1"], "delete")

    told = [call for call in host.calls() if call.startswith(("systemctl disable --now kubelet", "kubeadm reset"))]
    assert [call.split()[0] for call in told] == ["systemctl", "kubeadm"]


def test_a_host_whose_birth_never_ended_is_stopped_for_good_too(host: Sandbox) -> None:
    born(host, W_1)
    host.forget_calls()

    host.run(install_step(SMALL, W_1), "delete")

    calls = host.calls()
    assert calls.index("systemctl disable --now kubelet") < next(n for n, call in enumerate(calls) if call.startswith("kubeadm reset"))


def test_a_kubelet_that_does_not_stop_keeps_everything_it_runs_on(host: Sandbox) -> None:
    born(host, W_1)
    host.replace_command("systemctl", "exit 0")

    done = host.run(JOIN["w-1"], "delete")

    assert done.code == 1
    assert "the kubelet of w-1 does not stop" in done.err
    assert host.path("/etc/kubernetes/kubelet.conf").exists()


def test_a_raised_generation_takes_nothing_from_a_node_that_lives(host: Sandbox) -> None:
    """It is for a new disk: the delete of the former one reaches the host, too, where nobody said that it is dead."""
    born(host, W_1)
    again = replace(W_1, generation=2)
    before = host.files()

    refused = [host.run(install_step(SMALL, again), "create"), host.run(join_step(SMALL, again), "create", secrets(again))]
    host.claim("small", "w-1", "worker", generation=2)
    ignored = [host.run(JOIN["w-1"], "delete"), host.run(install_step(SMALL, W_1), "delete")]

    assert [done.code for done in refused] == [1, 1]
    assert all("was set up as generation 1, and the stack says 2" in done.err for done in refused)
    assert [done.code for done in ignored] == [0, 0]
    changed = {path for path, text in host.files().items() if before.get(path) != text and "/log/" not in path}
    assert changed == {OWNER}


def test_pods_that_kubeadm_did_not_end_in_its_time_are_removed(host: Sandbox) -> None:
    """It only warns of them, and their networks and mounts would stay on a host that was reported clean."""
    born(host, W_1)
    host.write("/usr/local/state/pods-left", "6f76b155\nc93f3d3d\n")

    done = host.run(JOIN["w-1"], "delete")

    assert done.code == 0
    assert host.calls("crictl rmp") == ["crictl rmp --force 6f76b155 c93f3d3d"]


def test_a_second_delete_and_one_on_a_host_that_never_joined_do_nothing(host: Sandbox) -> None:
    never = host.run(JOIN["w-1"], "delete")
    born(host, W_1)
    host.run(JOIN["w-1"], "delete")
    host.forget_calls()
    again = host.run(JOIN["w-1"], "delete")

    assert never.out == again.out == "w-1 is no member of small\n"
    assert host.calls() == []


def test_a_host_that_left_can_join_again(host: Sandbox) -> None:
    born(host, W_1)
    host.run(JOIN["w-1"], "delete")

    assert host.run(JOIN["w-1"], "create", secrets(W_1)).code == 0


def test_removing_the_packages_of_a_member_takes_it_out_of_its_cluster_first(host: Sandbox) -> None:
    """A birth that was killed before Pulumi knew of it has no delete of its own."""
    born(host, W_1)

    host.run(install_step(SMALL, W_1), "delete")

    assert host.calls("kubeadm reset") != []
    assert not host.path("/etc/kubernetes").exists()
