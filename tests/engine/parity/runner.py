"""Runs a scenario on the engine and writes down what happened, in the form of the records in `expected`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.engine.parity.normal import Normal

HERE = Path(__file__).parent
SCENARIOS = json.loads((HERE / "scenarios.json").read_text())
_FOLDER = "/tmp/parity"
_PROVIDERS = ("command:", "kubernetes:", "tls:", "random:")
_SECONDS = 240
_PROJECT = """\
name: parity
runtime:
  name: python
  options:
    virtualenv: {virtualenv}
"""


def needs(name):
    """Where a scenario runs: `host`, `cluster`, or `nothing` beyond the engine."""
    kind = name.split("-")[0]
    return {"k8s": "cluster", "tls": "nothing", "random": "nothing", "local": "nothing"}.get(kind, "host")


class Scenario:
    """One scenario in a project and, on the host, in a folder of its own: its versions are applied in turn, then the stack is destroyed."""

    def __init__(self, name, project, environment, host=None, cluster=None):
        self.versions = SCENARIOS[name]["versions"]
        self.project, self.host, self.cluster = project, host, cluster
        self.folder = f"{_FOLDER}-{name}"
        self.key = host.key.read_text() if host else ""
        kubeconfig = cluster.kubeconfig.read_text() if cluster else ""
        self.marks = {"@KEY@": self.key, "@KUBECONFIG@": kubeconfig}
        self.normal = Normal(
            {
                self.key: "<key>",
                kubeconfig: "<kubeconfig>",
                kubeconfig.removesuffix("\n"): "<kubeconfig>",
                str(cluster.kubeconfig) if cluster else "": "<kubeconfig file>",
                self.folder: _FOLDER,
                host.address if host else "": "<host>",
                cluster.address if cluster else "": "<host>",
            }
        )
        self.environment = environment | {
            "PULUMI_BACKEND_URL": f"file://{project}/state",
            "PULUMI_CONFIG_PASSPHRASE": "parity",
            "NO_COLOR": "1",
            "PARITY_RESOURCES": str(project / "resources.json"),
        }
        self.environment.pop("SSH_AUTH_SOCK", None)

    def record(self):
        """Applies every version, then destroys."""
        self._prepare()
        entries = [self._apply(version) for version in self.versions]
        status, output = self._pulumi("destroy", "--yes", "--skip-preview")
        entries.append({"destroy": _outcome(status), "errors": self.normal.errors(output), "ran": self._ran()})
        if self.host:
            self.host.run(f"rm -rf {self.folder}")
        return json.loads(json.dumps(entries))

    def _prepare(self):
        (self.project / "state").mkdir(parents=True)
        (self.project / "Pulumi.yaml").write_text(_PROJECT.format(virtualenv=sys.prefix))
        shutil.copy(HERE / "program.py", self.project / "__main__.py")
        shutil.copytree(HERE / "assets", self.project / "assets")
        if self.host:
            self.host.run(f"rm -rf {self.folder}; mkdir -p {self.folder}")
        status, output = self._pulumi("stack", "init", "dev")
        assert status == 0, output

    def _apply(self, version):
        (self.project / "resources.json").write_text(self._resources(version))
        entry = {"before": self.cluster.run(version["before"])} if "before" in version else {}
        options = ["--refresh"] if version.get("refresh") else []
        status, output = self._pulumi("preview", "--json", *options, errors=False)
        entry["preview"] = _steps(output) if status == 0 else {"error": status}
        status, output = self._pulumi("up", "--yes", "--skip-preview", *options)
        entry |= {"up": _outcome(status), "errors": self.normal.errors(output), "ran": self._ran(), "state": self._state()}
        if "live" in version:
            entry["live"] = {command: self.cluster.run(command) for command in version["live"]}
        return entry

    def _resources(self, version):
        text = json.dumps(version["resources"]).replace(_FOLDER, self.folder)
        if self.host:
            text = text.replace("@HOST@", self.host.address)
        if self.cluster:
            text = text.replace("@KUBECONFIG@.path", str(self.cluster.kubeconfig))
        for mark, content in self.marks.items():
            text = text.replace(f'"{mark}"', json.dumps(content))
        return text

    def _pulumi(self, *arguments, errors=True):
        command = ["pulumi", *arguments, "--non-interactive"]
        done = subprocess.run(
            command, cwd=self.project, env=self.environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        return done.returncode, done.stdout + (done.stderr if errors else "")

    def _ran(self):
        if not self.host:
            return []
        return self.host.run(f"cat {self.folder}/log 2>/dev/null; rm -f {self.folder}/log").splitlines()

    def _state(self):
        _, output = self._pulumi("stack", "export", "--show-secrets", errors=False)
        resources = json.loads(output)["deployment"].get("resources") or []
        return {
            _name(each["urn"]): {
                "outputs": self.normal.value(each.get("outputs", {})),
                "secretOutputs": sorted(each.get("additionalSecretOutputs") or []),
            }
            for each in resources
            if each["type"].startswith(_PROVIDERS)
        }


def _steps(output):
    planned = [
        {
            "resource": _name(step["urn"]),
            "op": step["op"],
            "diff": sorted(step.get("diffReasons") or []),
            "replace": sorted(step.get("replaceReasons") or []),
        }
        for step in json.loads(output).get("steps", [])
        if "parity-dev" not in step["urn"] and "providers" not in step["urn"]
    ]
    return sorted(planned, key=lambda step: (step["resource"], step["op"]))


def _name(urn):
    return urn.split("::")[-1]


def _outcome(status):
    return "failed" if status else "ok"


def inherited():
    """This process's variables without those that would change what a scenario does."""
    return {name: text for name, text in os.environ.items() if not name.startswith(("PULUMI_", "KUBE", "SSH_"))}
