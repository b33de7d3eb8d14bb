"""`make review` in a git repository: the file at a reference against the one in the work tree."""

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.core.review import GATES
from components.review import main
from tests.core.config.documents import apt_key, certificate, changed
from tests.core.review.edits import EDITS, Document, base, external
from tests.golden_files import Golden

PAGE = Path(__file__).parents[2] / "docs" / "review.md"


class Project:
    """A repository with a project in a directory of it; what is committed first is the base."""

    def __init__(self, root: Path) -> None:
        self.root = root / "clusters"
        (self.root / "stacks").mkdir(parents=True)
        (self.root / "Pulumi.yaml").write_text("name: kubeadm\nstackConfigDir: stacks\n")
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false")
        subprocess.run(["git", "-C", self.root, *who, *arguments], check=True, capture_output=True)

    def write(self, document: Mapping[str, Any], **config: object) -> None:
        whole = {"config": {"kubeadm:cluster": document, **{f"kubeadm:{key}": value for key, value in config.items()}}}
        (self.root / "stacks/Pulumi.prod.yaml").write_text(yaml.safe_dump(whole))

    def commit(self, document: Mapping[str, Any] | None = None, **config: object) -> None:
        if document is not None:
            self.write(document, **config)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "base")

    def run(self, *flags: str, reference: str = "main") -> int:
        return main(["prod", "--project", str(self.root), f"--base={reference}", *flags])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the command prints of each of the edits, as text and as Markdown, by the title of the edit."""
    return {title: _printed(Project(tmp_path_factory.mktemp("edit")), *documents) for title, documents in EDITS.items()}


def _printed(project: Project, before: Callable[[], Document], after: Callable[[], Document]) -> dict[str, str]:
    project.commit(before())
    project.write(after())
    forms = {}
    for form, flags in (("txt", ()), ("md", ("--markdown",))):
        with redirect_stdout(StringIO()) as said:
            project.run(*flags)
        forms[form] = said.getvalue()
    return forms


def test_the_reviews_of_the_years_edits(written: dict[str, dict[str, str]], golden: Golden) -> None:
    golden.check("review", {f"{slug(title)}.{name}": text for title, forms in written.items() for name, text in forms.items()})


def test_the_documentation_shows_these_reviews(written: dict[str, dict[str, str]], golden: Golden) -> None:
    parts = [f"### {title}\n\n```text\n{forms['txt'].strip()}\n```\n" for title, forms in written.items()]
    page = PAGE.read_text()
    head, mark, _ = page.partition("<!-- The rest of this page is written by tests/review/test_review_command.py. -->\n")
    expected = f"{head}{mark}\n{chr(10).join(parts)}"
    assert mark
    if golden.update:
        PAGE.write_text(expected)
    assert PAGE.read_text() == expected, "rewrite it with --update-golden"


def test_an_unknown_reference_a_directory_without_git_and_a_missing_stack_are_sentences(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit(base())
    assert project.run(reference="gone") == 2
    assert "--base: got 'gone', want a branch, tag or commit" in capsys.readouterr().err

    assert project.run(reference="--output=x") == 2
    assert "--base: got '--output=x'" in capsys.readouterr().err

    assert main(["prod", "--project", str(tmp_path / "nowhere"), "--base", "main"]) == 2
    assert "nowhere" in capsys.readouterr().err

    assert main(["other", "--project", str(project.root), "--base", "main"]) == 2
    assert "Pulumi.other.yaml: cannot be read" in capsys.readouterr().err


def test_a_preview_is_compared_and_one_that_cannot_be_is_a_sentence_with_its_path(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit(base())
    file = tmp_path / "preview.json"
    assert project.run(f"--preview={file}") == 2
    assert f"--preview: {file} cannot be read" in capsys.readouterr().err

    file.write_text('{"steps": [')
    assert project.run(f"--preview={file}") == 2
    assert f"--preview: {file}: is cut off" in capsys.readouterr().err

    urn = "urn:pulumi:prod::kubeadm::kubeadm:index:Cluster$command:remote:Command::w-1-converge"
    file.write_text(json.dumps({"steps": [{"op": "update", "urn": urn}]}))
    assert project.run(f"--preview={file}", "--markdown") == 0
    assert "w-1: the preview plans update converge; by the stack files it is untouched" in capsys.readouterr().out

    project.write(changed(base(), ("network",), {"podCidr": "10.245.0.0/16"}))
    assert project.run("--preview=gone.json") == 1
    assert "refused" in capsys.readouterr().out


def test_the_problems_of_both_files_are_told_at_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit(changed(base(), ("kubernetesVersion",), "1.2.3"))
    project.write(changed(changed(base(), ("controlPlane", "certSans"), ["-"]), ("workerPools", 0, "maxUnavailable"), 0))

    assert project.run() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "prod at main: the stack file has 1 problem:\n  - cluster.kubernetesVersion: " in said.err
    assert "prod in the work tree: the stack file has 2 problems:" in said.err
    for path in ("cluster.controlPlane.certSans[0]", "cluster.workerPools[0].maxUnavailable"):
        assert f"  - {path}: got " in said.err


def test_files_that_a_stack_file_names_are_read_at_the_reference_too(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    document = changed(base(), ("sources", "kubernetes"), {"keyFile": "keys/kubernetes.asc"})
    document = changed(document, ("sources", "registryMirrors"), {"docker.io": {"url": "https://m", "caFile": "ca.pem"}})
    (project.root / "keys").mkdir()
    (project.root / "keys/kubernetes.asc").write_text(apt_key())
    (project.root / "ca.pem").write_text(certificate())
    project.commit(document)
    assert project.run() == 0
    assert "nothing changes" in capsys.readouterr().out

    (project.root / "ca.pem").write_text(certificate() + certificate())
    assert project.run() == 0
    said = capsys.readouterr().out
    assert "/etc/containerd/certs.d/docker.io/ca.crt\n      (a key or certificate: its text is not shown)" in said
    assert "registry mirrors" in said


def test_a_file_that_git_does_not_have_is_the_same_before_and_after(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    keys = {"keyFile": "kubernetes.asc"}
    (project.root / ".gitignore").write_text("*.asc\n")
    (project.root / "kubernetes.asc").write_text(apt_key())
    project.commit(changed(base(), ("sources", "kubernetes"), keys))

    assert project.run() == 0
    assert "nothing changes" in capsys.readouterr().out


def test_a_stack_that_the_reference_does_not_have_is_a_new_cluster(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit()
    project.write(base())

    assert project.run() == 0
    assert capsys.readouterr().out.startswith("prod: a new cluster; 15 hosts join (")


def test_gates_stop_what_they_name_and_nothing_else(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit(base())
    project.write(changed(base(), ("workerPools", 0, "hosts"), base()["workerPools"][0]["hosts"][:-1]))

    assert project.run("--fail-on", "quorum,evict", "--fail-on", "control-plane") == 0
    assert project.run("--fail-on", "quorum,drain") == 1
    assert "review: stopped by --fail-on drain" in capsys.readouterr().err
    assert project.run("--fail-on", "drains") == 2
    assert "--fail-on: got 'drains', want some of " in capsys.readouterr().err


def test_what_the_preview_refuses_fails_without_a_gate(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit(external())
    project.write(changed(external(), ("etcd", "dataDir"), "/srv/etcd"))

    assert project.run("--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["refused"][0]["path"], {host["fate"] for host in said["hosts"]}) == ("cluster.etcd.dataDir", {"untouched"})


def test_a_secret_is_compared_in_its_encrypted_form_and_never_printed(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    mirror = {"docker.io": {"url": "https://m", "user": "robot"}}
    document = changed(base(), ("sources", "registryMirrors"), mirror)
    project.commit(document, registryPasswords={"docker.io": {"secure": "v1:AAAA"}})
    project.write(document, registryPasswords={"docker.io": {"secure": "v1:BBBB"}})

    assert project.run("--markdown") == 0
    said = capsys.readouterr()
    assert "passwords of registry mirrors are rewritten" in said.out
    assert not any(text in said.out + said.err for text in ("AAAA", "BBBB", "v1:"))


def test_the_json_has_the_keys_that_its_documentation_names(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit(base())
    project.write(changed(base(), ("kubelet", "maxPods"), 150))
    assert project.run("--json") == 0

    said = json.loads(capsys.readouterr().out)
    documented = re.findall(r"^\| `(\w+)` \|", PAGE.read_text().partition("## JSON")[2], re.MULTILINE)
    assert sorted(said) == sorted(documented)
    assert set(said["hosts"][0]) == {"name", "address", "group", "fate", "contacted", "effects"}


def test_objects_of_addons_are_compared_if_they_are_asked_for(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = {"url": "https://127.0.0.1:9/kube-flannel.yml", "sha256": "ab" * 32}
    before = {"kubeletCsrApprover": {}, "metricsServer": {}, "custom": [{"name": "mine", "kustomization": "mine"}]}
    after = {"kubeletCsrApprover": {}, "metricsServer": {"replicas": 2}, "flannel": {"manifest": nowhere}}
    project.commit(changed(base(), ("addons",), {**before, "existing": ["cni"]}))
    project.write(changed(base(), ("addons",), after))

    assert project.run() == 0
    assert "Objects of addon" not in capsys.readouterr().out
    assert project.run("--objects") == 0
    said = capsys.readouterr().out
    assert "Objects of addon metricsServer\n  - changed: Deployment kube-system/metrics-server\n" in said
    assert "Objects of addon mine\n  - not compared: `an addon of your own" in said
    assert "Objects of addon flannel\n  - not compared: `" in said
    assert "Objects of addon kubeletCsrApprover" not in said


def test_every_gate_is_documented() -> None:
    assert not [name for name in GATES if f"`{name}`" not in PAGE.read_text()]
