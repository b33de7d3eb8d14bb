"""The JSON Schema in the real yaml-language-server, which is that of VS Code's YAML extension, Neovim and others."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instruments.language_server import LanguageServer

pytestmark = pytest.mark.long

STACKS = Path(__file__).parents[3] / "stacks"
SERVER = "yaml-language-server@2.0.0"
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
SINGLE = (STACKS / "Pulumi.single.yaml").read_text()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    if not shutil.which("npm"):
        pytest.skip("there is no npm on this machine")
    place = tmp_path_factory.mktemp("server")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--prefix", place, SERVER], check=True, timeout=300)
    program = place / "node_modules/yaml-language-server/bin/yaml-language-server"
    with LanguageServer(["node", program, "--stdio"], SETTINGS) as running:
        yield running


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines()) if words in line)


@pytest.mark.parametrize("file", sorted(STACKS.glob("Pulumi.*.yaml")), ids=lambda file: file.name)
def test_an_example_has_nothing_marked(server: LanguageServer, file: Path):
    """Which includes that the modeline leads to the schema: a schema that is not found is marked."""
    assert server.diagnostics(file, file.read_text()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("name: single", "name: Single", "want a DNS label"),
        ('"1.36.3"', "1.36", 'Expected "string"'),
        ("address: 10.0.0.21", "adress: 10.0.0.21", "Property adress is not allowed"),
        ("    sources:", "    etcd: {hosts: []}\n    preparation: {swap: of}\n    sources:", 'Valid values: "off", "limited", "keep"'),
        ("    sources:", "    firewall: {mode: leave, apiFrom: [10.0.0.0/8]}\n    sources:", "no such key beside the others"),
        ("    sources:", "    loadBalancer: {vip: 10.0.0.100/24}\n    sources:", 'Missing property "type"'),
        ("    sources:", "    loadBalancer: {type: kubeVip}\n    sources:", 'Missing property "vip"'),
    ],
)
def test_what_is_wrong_is_marked_where_it_is(server: LanguageServer, right: str, wrong: str, said: str):
    text = SINGLE.replace(right, wrong, 1)
    file = STACKS / f"Pulumi.wrong-{abs(hash(wrong))}.yaml"
    marked = [one for one in server.diagnostics(file, text) if said in one["message"]]
    assert marked[0]["range"]["start"]["line"] == line_of(text, wrong.splitlines()[-2] if "\n" in wrong else wrong)


def test_keys_are_explained(server: LanguageServer):
    file = STACKS / "Pulumi.hover.yaml"
    server.diagnostics(file, SINGLE)
    shown = server.hover(file, line_of(SINGLE, "kubernetesVersion"), 8)
    assert "Version of Kubernetes, in quotes and without the v." in shown
    assert "upgrades the cluster, a minor at a time: docs/upgrades.md" in shown


def test_keys_and_words_are_offered(server: LanguageServer):
    words, keys = f"{SINGLE}    loadBalancer:\n      type: \n", f"{SINGLE}    \n"
    server.diagnostics(STACKS / "Pulumi.words.yaml", words)
    assert {"haproxy", "kubeVip", "existing"} <= {*server.completions(STACKS / "Pulumi.words.yaml", len(words.splitlines()) - 1, 12)}
    server.diagnostics(STACKS / "Pulumi.keys.yaml", keys)
    offered = server.completions(STACKS / "Pulumi.keys.yaml", len(SINGLE.splitlines()), 4)
    assert {"loadBalancer", "firewall", "addons"} <= {*offered}
    assert "endpoint" not in offered, "which is there already"
