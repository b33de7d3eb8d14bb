"""questions.sh under a real bash, with a test's directories in the place of the machine's."""

import base64
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from components.core.status import HostReport, parse_report
from components.core.steps.step_input import StepInput
from components.status.asking import FUNCTIONS, SCRIPT, script
from tests.instruments.asked_machine import AskedMachine
from tests.scripts.sandbox import possible

NOTHING = {"UNITS": "containerd kubelet", "API_SERVER": "", "ETCD": "", "ETCD_ENDPOINTS": "", "HASH_BYTES": "1000000"}
STATUS = (
    '[{"Endpoint":"x","Status":{"header":{"cluster_id":1,"member_id":17,"revision":4242,"raft_term":3},"version":"3.6.8","dbSize":2000,'
    '"leader":%s,"raftIndex":90,"raftTerm":3,"raftAppliedIndex":89,"dbSizeInUse":900,'
    '"dbSizeQuota":5000,"errors":["memberID:17 alarm:NOSPACE "]}}]'
)
MEMBERS = '{"header":{},"members":[{"ID":17,"name":"cp-1","peerURLs":["https://a:2380"],"clientURLs":["https://a:2379"]}]}'
HASHES = '[{"Endpoint":"https://a:2379","HashKV":{"header":{"member_id":17,"revision":4242},"hash":7,"compact_revision":4000}}]'


def pem(name: str) -> tuple[str, str]:
    """A certificate of ten days and its private key."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1, begins, begins + timedelta(days=10)).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM).decode(), private.decode()


class Machine(AskedMachine):
    """The directories of one machine; `output` is what it has told last."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.output = ""
        self.command("systemctl", "printf 'active\\nfailed\\n'; exit 3")
        self.write("var/lib/pulumi-kubeadm/owner", "cluster demo\nid 0123456789ab\nnode cp-1\nrole control-plane\ngeneration 1\nborn yes\n")

    def report(self, **asked: str) -> HostReport:
        self.output = self.told(StepInput({**NOTHING, **asked}).render() + script())
        report = parse_report(self.output)
        assert report is not None
        assert report.is_whole
        return report


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if not possible():
        pytest.skip("this machine gives a test no mounts of its own (root or user namespaces)")
    return Machine(tmp_path / "machine")


def test_whose_it_is_and_what_runs(machine: Machine):
    report = machine.report()
    assert (report.owner, report.owner_id, report.owner_node) == ("demo", "0123456789ab", "cp-1")
    assert dict(report.units) == {"containerd": "active", "kubelet": "failed"}
    assert (report.certificates, report.nodes, report.etcd, report.api_failed, report.etcd_failed) == ((), None, None, "", "")


def test_a_bare_machine_says_so(machine: Machine):
    (machine.root / "var/lib/pulumi-kubeadm/owner").unlink()
    assert machine.report().owner == ""


def test_certificates_are_told_from_all_places_and_no_key_is(machine: Machine):
    crt, key = pem("leaf")
    inside = base64.b64encode(crt.encode()).decode()
    private = base64.b64encode(key.encode()).decode()
    kubeconfig = f"users:\n- name: a\n  user:\n    client-certificate-data: {inside}\n    client-key-data: {private}\n"
    for path in ("pki/apiserver", "pki/ca", "pki/etcd/server"):
        machine.write(f"etc/kubernetes/{path}.crt", crt)
        machine.write(f"etc/kubernetes/{path}.key", key)
    machine.write("etc/kubernetes/admin.conf", kubeconfig)
    machine.write("etc/etcd/pki/member.crt", crt)
    machine.write("var/lib/kubelet/pki/kubelet-client-current.pem", crt + key)
    machine.write("var/lib/kubelet/pki/kubelet.crt", crt)
    report = machine.report()
    assert {one.path for one in report.certificates} == {
        "/etc/kubernetes/pki/apiserver.crt",
        "/etc/kubernetes/pki/ca.crt",
        "/etc/kubernetes/pki/etcd/server.crt",
        "/etc/kubernetes/admin.conf",
        "/etc/etcd/pki/member.crt",
        "/var/lib/kubelet/pki/kubelet-client-current.pem",
        "/var/lib/kubelet/pki/kubelet.crt",
    }
    assert {(one.subject, one.ends) for one in report.certificates} == {("CN=leaf", datetime(2026, 1, 11, tzinfo=UTC))}
    body = [line for line in key.splitlines() if "-----" not in line]
    assert not any(part in machine.output for part in (*body, private[:40]))


@pytest.mark.parametrize("ending", ["", "-----BEGIN PRIVATE KEY-----\n"], ids=["a file ends", "a key begins"])
def test_a_damaged_certificate_never_runs_into_a_key(machine: Machine, ending: str):
    """Wherever it was cut: in front of the key of its own file, or at the end of a file before another one."""
    crt, key = pem("leaf")
    machine.write("etc/kubernetes/pki/apiserver.crt", crt.partition("-----END")[0] + (key if ending else ""))
    machine.write("etc/kubernetes/pki/ca.crt", key + crt)
    report = machine.report()
    assert [one.path for one in report.certificates] == ["/etc/kubernetes/pki/ca.crt"]
    assert not any(line in machine.output for line in key.splitlines() if "-----" not in line)


def test_a_serving_certificate_of_the_cluster_takes_the_place_of_the_kubelet_s_own(machine: Machine):
    for name in ("kubelet.crt", "kubelet-server-current.pem"):
        machine.write(f"var/lib/kubelet/pki/{name}", pem(name)[0])
    assert [one.subject for one in machine.report().certificates] == ["CN=kubelet-server-current.pem"]


def test_two_cas_of_a_bundle_are_both_told_and_what_is_none_is_named(machine: Machine):
    machine.write("etc/kubernetes/pki/ca.crt", pem("old")[0] + pem("new")[0])
    machine.write("etc/kubernetes/pki/apiserver.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    report = machine.report()
    assert [one.subject for one in report.certificates] == ["CN=old", "CN=new"]
    assert report.unreadable == ("/etc/kubernetes/pki/apiserver.crt",)


KUBECTL = """
[[ $* == *'--kubeconfig /etc/kubernetes/admin.conf --server https://10.0.0.10:6443 '* ]] || exit 9
# The real one leaves files in root's home otherwise.
[[ ${{KUBECACHEDIR-}} == /dev/null ]] || exit 9
case $* in
  */readyz) {readyz} ;;
  */version) printf '{{\\n  "gitVersion": "v1.36.3",\\n  "x": 1\\n}}' ;;
  *nodes*) printf 'cp-1|True||v1.36.3|KubeletReady\\nw-1|Unknown|true|v1.36.2|NodeStatusUnknown\\n' ;;
esac
"""


def test_an_api_server_and_the_nodes_that_it_knows(machine: Machine):
    machine.command("kubectl", KUBECTL.format(readyz="printf ok"))
    report = machine.report(API_SERVER="10.0.0.10:6443")
    assert (report.api_version, report.api_failed, report.not_ready) == ("1.36.3", "", ())
    assert report.nodes is not None
    assert [(node.name, node.ready, node.is_cordoned, node.kubelet, node.reason) for node in report.nodes] == [
        ("cp-1", "True", False, "1.36.3", "KubeletReady"),
        ("w-1", "Unknown", True, "1.36.2", "NodeStatusUnknown"),
    ]


def test_what_an_api_server_lacks_and_why_it_does_not_answer(machine: Machine):
    said = (
        "Error from server: an error on the server ([+]ping ok\n[-]etcd failed: reason withheld\n[-]informer-sync failed\n) has prevented"
    )
    machine.command("kubectl", KUBECTL.format(readyz=f"echo {shlex.quote(said)} >&2; exit 1"))
    assert machine.report(API_SERVER="10.0.0.10:6443").not_ready == ("etcd", "informer-sync")
    machine.command("kubectl", "echo 'The connection to the server was refused' >&2; exit 1")
    report = machine.report(API_SERVER="10.0.0.10:6443")
    assert (report.api_version, report.api_failed, report.nodes) == ("", "The connection to the server was refused", None)


def etcdctl(leader: int) -> str:
    """A stand-in that answers as the member 17, and to nothing that writes."""
    return f"""
case $* in
  *'endpoint status --write-out json') echo '{STATUS % leader}' ;;
  *'member list --consistency s --write-out json') echo '{{"level":"warn","msg":"logged beside it"}}' >&2; echo '{MEMBERS}' ;;
  *'endpoint hashkv --cluster --rev 4242 --write-out json') echo '{HASHES}' ;;
  *) exit 9 ;;
esac
"""


def test_a_member_in_a_container_that_leads_has_all_members_hash_one_revision(machine: Machine):
    machine.command("crictl", 'if [[ $1 == ps ]]; then echo abc; else [[ "$1 $2" == "exec abc" ]] && exec "${@:3}"; fi')
    machine.command("etcdctl", etcdctl(17))
    etcd = machine.report(ETCD="yes").etcd
    assert etcd is not None
    assert (etcd.id, etcd.leader, etcd.version, etcd.size, etcd.in_use, etcd.quota) == (17, 17, "3.6.8", 2000, 900, 5000)
    assert (etcd.revision, etcd.index, etcd.applied, etcd.errors) == (4242, 90, 89, ("memberID:17 alarm:NOSPACE",))
    assert [(one.id, one.name, one.client_urls, one.is_learner) for one in etcd.members] == [(17, "cp-1", ("https://a:2379",), False)]
    assert [(one.member, one.hash, one.compacted) for one in etcd.hashes] == [(17, 7, 4000)]


@pytest.mark.parametrize(
    ("leader", "most"), [(18, "1000000"), (17, "899"), (0, "1000000")], ids=["another leads", "too much", "nobody leads"]
)
def test_nothing_is_hashed_by_who_does_not_lead_or_stores_too_much(machine: Machine, leader: int, most: str):
    machine.command("etcdctl", etcdctl(leader))
    etcd = machine.report(ETCD="yes", ETCD_ENDPOINTS="https://10.0.0.31:2379", HASH_BYTES=most).etcd
    assert etcd is not None
    assert (etcd.hashes, etcd.hash_failed, len(etcd.members)) == ((), "", 1)


def test_who_answers_the_leader_is_told_although_another_member_does_not(machine: Machine):
    """As etcdctl 3.6.8 ends then."""
    does = etcdctl(17).replace(f"echo '{HASHES}' ;;", f"echo '{HASHES}'; echo 'Error: context deadline exceeded' >&2; exit 1 ;;")
    machine.command("etcdctl", does)
    etcd = machine.report(ETCD="yes", ETCD_ENDPOINTS="https://10.0.0.31:2379").etcd
    assert etcd is not None
    assert ([one.member for one in etcd.hashes], etcd.hash_failed) == ([17], "Error: context deadline exceeded")


def test_a_member_that_does_not_run_says_why(machine: Machine):
    machine.command("crictl", "exit 0")
    assert machine.report(ETCD="yes").etcd_failed == "no container of etcd runs here"
    machine.command("etcdctl", "echo 'context deadline exceeded' >&2; exit 1")
    report = machine.report(ETCD="yes", ETCD_ENDPOINTS="https://10.0.0.31:2379")
    assert (report.etcd, report.etcd_failed) == (None, "context deadline exceeded")


def test_an_etcdctl_that_knows_no_consistency_of_lists_is_asked_without(machine: Machine):
    """That of etcd 3.5, which Kubernetes 1.33 brings."""
    plain = etcdctl(18).replace("member list --consistency s", "member list")
    machine.command("etcdctl", plain)
    etcd = machine.report(ETCD="yes", ETCD_ENDPOINTS="https://10.0.0.31:2379").etcd
    assert etcd is not None
    assert [one.id for one in etcd.members] == [17]


def test_commands_that_hang_or_are_missing_cost_their_own_answers(machine: Machine):
    machine.command("systemctl", "exit 1")
    machine.command("kubectl", "exit 127")
    report = machine.report(API_SERVER="10.0.0.10:6443", ETCD="yes", ETCD_ENDPOINTS="https://10.0.0.31:2379")
    assert dict(report.units) == {"containerd": "unknown", "kubelet": "unknown"}
    assert report.owner == "demo"


def test_a_script_that_comes_in_part_asks_nothing(machine: Machine):
    """A connection may end anywhere; the functions alone tell nothing."""
    cut = StepInput(NOTHING).render() + script().removesuffix(SCRIPT.read_text())
    assert machine.told(cut) == ""


@pytest.mark.parametrize("path", [SCRIPT, *FUNCTIONS], ids=lambda path: path.name)
def test_the_script_leaves_no_trace(path: Path):
    assert not re.search(r"set -\w*x|xtrace", path.read_text())
