"""A step: a script of `components/scripts` and its input for one host."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Final

from ..config.model import ClusterSpec, Host
from ..roles import role_of
from .step_input import File, StepInput, quote

REVISIONS: Final[Mapping[str, int]] = {}
"""The revision of each step, 1 if it is not listed. It is part of the step's input, so raising it runs `update` on live hosts.

A test asks for a decision on each step that runs a changed script: see components/scripts/README.md.
"""

SCRIPTS_HOME: Final = ".pulumi-kubeadm"
"""The directory in the home of the SSH user, where nobody else can put a script that sudo then runs."""
LIBRARIES: Final = "/usr/local/lib"
"""The directory that has a copy of the scripts, which root keeps from the first step of a host on (lib/bundle.sh)."""
TRACES: Final = ("/var/lib/pulumi-kubeadm", "/etc/kubernetes/kubelet.conf")
"""Paths that exist on a host as long as it has a role."""


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is the script's file name without `.sh`; `verbs` are those of create, update and delete that it has."""

    name: str
    input: StepInput
    verbs: frozenset[str]

    @classmethod
    def of(cls, name: str, spec: ClusterSpec, host: Host | None, verbs: Set[str], /, *files: File, **parameters: str) -> "Step":
        """Returns a step whose input begins with the parameters that run.sh needs: revision, cluster, and the host that the step is about.

        `host` is the host that the step sets up, updates or removes, None for a step about the cluster. A step with `update` alone does
        not depend on the generation of its host, so that is no parameter of it.
        """
        head = {"REVISION": str(REVISIONS.get(name, 1)), "CLUSTER": spec.name}
        if host is not None:
            head |= {"NODE": host.name, "ROLE": role_of(spec, host)}
            head |= {} if verbs == {"update"} else {"GENERATION": str(host.generation)}
        return cls(name, StepInput({**head, **parameters}, files), frozenset(verbs))

    def sharing(self, *files: File) -> "Step":
        """Returns the step for a host that has these files by then: they have come with the scripts."""
        return replace(self, input=replace(self.input, shared=files))


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMaterial:
    """The secrets of a join, in PEM. A worker needs the discovery kubeconfig only, a control plane the CAs and keys as well."""

    discovery_kubeconfig: str = field(repr=False)
    ca_crt: str | None = None
    ca_key: str | None = field(default=None, repr=False)
    etcd_ca_crt: str | None = None
    etcd_ca_key: str | None = field(default=None, repr=False)
    front_proxy_ca_crt: str | None = None
    front_proxy_ca_key: str | None = field(default=None, repr=False)
    sa_key: str | None = field(default=None, repr=False)
    sa_pub: str | None = None


def scripts_directory(cluster: str) -> str:
    """Returns the directory, relative to the home of the SSH user, that holds the scripts of the cluster with this id."""
    return f"{SCRIPTS_HOME}/{cluster}"


def packed_file(cluster: str) -> str:
    """Returns the path, relative to the same home, of the file with all scripts."""
    return f"{scripts_directory(cluster)}/scripts.sh"


def command(step: str, verb: str, cluster: str) -> str:
    """Returns the command line that runs a verb with the scripts of the cluster of this id; the input goes to its stdin.

    The login shell that reads it may be fish or csh, so it consists of plain words and single quotes. The delete of a host's last role
    removes the scripts; if they are gone and it has not run, the command fails with a sentence.
    """
    bundle = quote(f"pulumi-kubeadm/{cluster}/scripts")
    run = f"b={bundle}; for s in .$b.sh {LIBRARIES}/$b/as-root.sh; do [ -s $s ] && exec sh $s {step} {verb}; done; cat >/dev/null"
    ended = f"[ -e {TRACES[0]} ] || [ -e {TRACES[1]} ] || exit 0; " if verb == "delete" else ""
    error = "error: the scripts are gone from this host, see docs/troubleshooting.md"
    return f"sh -c {quote(f'{run}; {ended}echo {error} >&2; exit 1')}"
