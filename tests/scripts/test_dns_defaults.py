"""CoreDNS is given back to kubeadm as kubeadm installs it."""

import json

from components.core.render.coredns import KUBEADM, corefile
from components.core.steps import dns_defaults_step
from tests.core.samples import SMALL
from tests.scripts.sandbox import Sandbox

SPEC = SMALL


def test_the_fields_are_kubeadms_again_in_its_name(host: Sandbox):
    host.write("/etc/kubernetes/admin.conf", "")
    host.claim(SPEC.name, "w-1", "worker")
    keep = 'printf "%s\\n" "$*" >/usr/local/state/asked; cat >/usr/local/state/objects'
    host.replace_command("kubectl", f'case "$*" in *apply*) {keep} ;; esac')

    done = host.run(dns_defaults_step(SPEC), "delete")

    assert (done.code, done.out) == (0, "CoreDNS is as kubeadm installs it\n")
    assert "--force-conflicts --field-manager kubeadm" in host.path("/usr/local/state/asked").read_text()
    config, deployment = json.loads(host.path("/usr/local/state/objects").read_text())["items"]
    assert config["data"] == {"Corefile": corefile(KUBEADM, SPEC.network.dns_domain)}
    assert deployment["spec"] == {"replicas": 2}


def test_a_host_that_is_no_member_any_more_is_asked_for_nothing(host: Sandbox):
    done = host.run(dns_defaults_step(SPEC), "delete")
    assert (done.code, done.out) == (0, "there is no cluster on this host any more\n")
