"""A step that fails names the cause, where this host's logs prove it, and nothing that is to stay secret."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from components.core.steps import join_secrets, join_step
from tests.core.samples import CP_1, SMALL
from tests.scripts.material import material
from tests.scripts.sandbox import SCRIPTS, Sandbox

SAID = "/usr/local/said"
COMPONENTS = ("etcd", "kube-apiserver")
DOCS = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
EXAMPLES = Path(__file__).parent / "log_examples.txt"


class Example(NamedTuple):
    """A line as a program writes it, where it was written, and the cause that it proves or `nothing`."""

    cause: str
    place: str
    line: str


ALL = [Example(*found) for found in re.findall(r"^(?!#)(.+?) @ ([a-z-]+): (.+)$", EXAMPLES.read_text(), re.MULTILINE)]
PROOFS = [example for example in ALL if example.cause != "nothing"]


def failed(host: Sandbox, *lines: tuple[str, str], crictl: str = "") -> list[str]:
    """A birth whose kubeadm fails, after these lines were written to those places; what the caller sees."""
    shutil.rmtree(host.path("/etc/kubernetes"), ignore_errors=True)
    host.path("/var/lib/pulumi-kubeadm").mkdir(parents=True, exist_ok=True)
    for place in ("log", "kubelet", "containerd", *COMPONENTS):
        host.write(f"{SAID}/{place}", "".join(f"{line}\n" for where, line in lines if where == place))
    for component in COMPONENTS:
        if any(where == component for where, _ in lines):
            host.write(f"/usr/local/state/unhealthy-{component}", "")
    host.replace_command(
        "kubeadm",
        f"""cat {SAID}/log
mkdir -p /etc/kubernetes/manifests /var/lib/kubelet
touch /etc/kubernetes/manifests/{{etcd,kube-apiserver}}.yaml
echo 'cgroupDriver: systemd' >/var/lib/kubelet/config.yaml
exit 1""",
    )
    # Only what was said since the step began is asked for by the search for causes.
    host.replace_command("journalctl", f'[[ "$*" != *--since=-* ]] || cat "{SAID}/$2"')
    host.replace_command(
        "crictl",
        f"""case "$*" in
  ps*) echo "${{*: -1}}" | sed 's/.*=//' ;;
  logs*) cat "{SAID}/${{*: -1}}" ;;
  {crictl}
esac""",
    )
    done = host.run(join_step(SMALL, CP_1), "create", join_secrets(SMALL, CP_1, material(SMALL)))
    assert done.code == 1
    return done.err.splitlines()


def named(said: list[str]) -> list[str]:
    """The causes among what a caller sees."""
    return [found[1] for line in said if (found := re.match(r"  cause: ([^:]+): ", line))]


@pytest.mark.parametrize("example", PROOFS, ids=lambda example: f"{example.cause}-{example.place}")
def test_a_cause_is_named_under_the_error_with_the_line_that_proves_it(host: Sandbox, example: Example) -> None:
    cause, place, line = example

    said = failed(host, (place, line))

    assert said[0].startswith("error: join create stopped at join.sh:")
    assert named(said) == [cause]
    assert said[1].startswith(f"  cause: {cause}: ")
    assert said[2] == f"    {place}: {line}"


def test_nothing_is_named_for_what_healthy_hosts_say_too(host: Sandbox) -> None:
    said = failed(host, *((place, line) for cause, place, line in ALL if cause == "nothing"))

    assert named(said) == []
    assert said[1].startswith("  /var/log/pulumi-kubeadm/host-join.log: ")


def test_what_is_only_likely_is_not_said_beside_what_is_sure_or_as_likely(host: Sandbox) -> None:
    likely = [(place, line) for cause, place, line in PROOFS if cause in ("etcd member not started", "API endpoint unreachable")]
    port = ("log", "\t[ERROR Port-10250]: Port 10250 is in use")

    assert named(failed(host, *likely)) == []
    assert named(failed(host, *likely, port)) == ["port in use"]


def test_a_line_proves_one_cause(host: Sandbox) -> None:
    """A full disk also fails pulls, and an expired certificate may be the registry's."""
    pull = "failed to pull image registry.k8s.io/etcd:3.6: failed to do request: Head"
    full = f"{pull}: write /var/lib/containerd/x: no space left on device: not found"
    expired = f'{pull} "https://registry.k8s.io/v2/": x509: certificate has expired or is not yet valid'

    assert named(failed(host, ("log", full), ("log", expired))) == ["disk full", "clock or expired certificate"]


@pytest.mark.parametrize(
    ("cgroups", "version", "systemd", "causes"),
    [
        ("cgroup2fs", "1.6.20", "false", ["cgroup driver"]),
        ("cgroup2fs", "1.6.20", "true", []),
        ("cgroup2fs", "2.1.4", "false", []),
        ("tmpfs", "1.6.20", "false", []),
    ],
)
def test_a_runtime_with_another_cgroup_driver_is_found_in_its_settings(
    host: Sandbox, cgroups: str, version: str, systemd: str, causes: list[str]
) -> None:
    """The containers just end, and no log says why."""
    restarts = [(place, line) for cause, place, line in ALL if "CrashLoopBackOff" in line]
    host.replace_command("stat", f'[[ $* == *%T* ]] && echo {cgroups} || exec /usr/bin/stat "$@"')
    answers = f"""version) echo 'RuntimeVersion:  {version}' ;;
  info) echo '"runtimes": {{ "runc": {{ "options": {{ "SystemdCgroup": {systemd} }} }} }}' ;;"""

    assert named(failed(host, *restarts, crictl=answers)) == causes


def test_tokens_keys_and_passwords_are_masked(host: Sandbox) -> None:
    secrets = (
        "abcdef.0123456789abcdef",
        "MIIEpAIBAAKCAQEA",
        "f00d" * 16,
        "hunter2",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrIn0.c2ln",
        "LS0tLS1CRUdJTiBS",
    )
    lines = (
        f"kubeadm join 10.0.0.9:6443 --token {secrets[0]} --certificate-key {secrets[2]}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{secrets[1]}\nshort=\n-----END RSA PRIVATE KEY-----",
        f"Authorization: Bearer {secrets[4]} client-key-data: {secrets[5]}",
        f'failed to pull image x: Head "https://robot:{secrets[3]}@registry.example.org/v2/": dial tcp: lookup registry.example.org',
    )

    said = failed(host, *(("log", line) for line in lines))

    assert named(said) == ["registry name"]
    assert not [secret for secret in (*secrets, "short=") if secret in "\n".join(said)]
    assert any("https://(hidden)@registry.example.org" in line for line in said)


def test_a_progress_bar_is_told_as_a_terminal_shows_it_and_no_line_is_longer_than_its_reader_takes(host: Sandbox) -> None:
    """Who logs what a command prints has a buffer for each line."""
    bar = "\r".join(f"Pulling {percent} %" for percent in range(101)) + "\r"

    said = failed(host, ("log", "x" * 5000), ("log", bar))

    assert max(len(line) for line in said) <= 2000
    assert [line for line in said if "Pulling" in line and line.endswith(": Pulling 100 %")]
    assert not [line for line in said if "Pulling 99 %" in line]


def test_every_cause_is_proved_by_an_example_and_told_in_the_docs() -> None:
    causes = set(re.findall(r"^ +cause (?:sure|likely) '([^']+)'", (SCRIPTS / "lib" / "causes.sh").read_text(), re.MULTILINE))

    assert causes == {example.cause for example in PROOFS}
    assert causes == set(re.findall(r"^\| \*\*([^*]+)\*\* \|", DOCS.read_text(), re.MULTILINE))


@pytest.mark.parametrize("script", ["lib/reach.sh", "dns-ready.sh"])
def test_what_the_checks_of_a_ready_node_and_of_the_dns_find_is_told_in_the_docs(script: str) -> None:
    """The longest piece of each message that has no value in it, up to the colon before what to do."""
    found = re.findall(r"(?:refuse |state=)\"([^\":]+)", (SCRIPTS / script).read_text())
    pieces = [max(re.split(r"[ (),]*\$\w+[ (),]*", message), key=len) for message in found]

    assert pieces
    assert [piece for piece in pieces if piece not in DOCS.read_text()] == []
