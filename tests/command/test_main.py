"""`pulumi-kubeadm` itself: its verbs, how fast it answers, and how shells complete it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from components.command.completion import SHELLS, script
from components.command.main import PROGRAM, main
from components.command.verbs import VERBS
from components.core.status import Level
from tests.command.projects import project
from tests.core.config.documents import small

ROOT = Path(__file__).parents[2]
HEAVY = ("pulumi", "cryptography", "yaml", "pysequoia", "shtab")


def loaded(*runs: list[str]) -> set[str]:
    """What is imported when the command has been run with each of these."""
    program = f"""
import sys
from components.command.main import main
for words in {runs!r}:
    try:
        main(words)
    except SystemExit:
        pass
print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""
    return set(subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stderr.split())


def test_help_imports_no_verb():
    """The SDK alone takes a second to import."""
    assert loaded(["--help"]) == set()


def test_verbs_about_files_and_hosts_do_not_wait_for_the_sdk():
    verbs = ["validate", "show", "reference", "schema", "preflight", "host-keys", "completion"]
    assert "pulumi" not in loaded(*([verb, "--help"] for verb in verbs))


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_says_what_it_takes(verb: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {PROGRAM} {verb} ")
    with pytest.raises(SystemExit) as ended:
        main([verb, "--no-such-flag"])
    assert ended.value.code == (Level.UNKNOWN if verb == "status" else 2)


def test_the_help_lists_every_verb(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert [verb for verb in VERBS if f"\n    {verb}" not in said] == []


@pytest.mark.parametrize("words", [[], ["valdate"], ["--stack"]])
def test_what_is_no_verb_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: pulumi-kubeadm" in capsys.readouterr().err


def test_who_reads_may_stop_reading(tmp_path: Path):
    """`pulumi-kubeadm reference | head` shows no traceback."""
    command = f"{sys.executable} -m components reference --json | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("141", "")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which `pulumi-kubeadm` is on the path."""
    program = tmp_path / "bin" / PROGRAM
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m components "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.chdir(project(tmp_path, {"prod": small(), "test": small()}))
    for shell in SHELLS:
        (tmp_path / f"completion.{shell}").write_text(script(shell))
    return tmp_path


BASH = """\
source completion.bash
COMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_shtab_pulumi_kubeadm pulumi-kubeadm "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "source completion.fish; complete -C '{words}'"
ZSH = """\
zmodload zsh/zpty
zpty shell 'PS1= zsh -f -i'
zpty -w shell 'fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -d dump; PS1=; print READY'
while zpty -r shell line; do [[ $line = *READY$'\\r'* ]] && break; done
zpty -n -w shell $'{words}\\t'
zpty -n -w shell $' ; exit\\n'
while zpty -r shell line; do print -r -- $line; done
"""


def in_bash(words: str, folder: Path) -> list[str]:
    return run("bash", "-c", BASH.format(words=words)).splitlines()


def in_fish(words: str, folder: Path) -> list[str]:
    return [line.partition("\t")[0] for line in run("fish", "--no-config", "-c", FISH.format(words=words)).splitlines()]


def run(*command: str) -> str:
    if not shutil.which(command[0]):
        pytest.skip(f"there is no {command[0]} on this machine")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout


@pytest.mark.parametrize("complete", [in_bash, in_fish], ids=["bash", "fish"])
def test_a_shell_completes_verbs_flags_stacks_and_files(command: Path, complete: Callable[[str, Path], list[str]]):
    def completed(words: str) -> list[str]:
        return complete(words, command)

    assert completed("pulumi-kubeadm va") == ["validate"]
    assert completed("pulumi-kubeadm validate pr") == ["prod"]
    assert sorted(completed("pulumi-kubeadm show t")) == ["test"]
    assert completed("pulumi-kubeadm show --eff") == ["--effective"]
    assert completed("pulumi-kubeadm preflight --identity Pulumi.y") == ["Pulumi.yaml"]


@pytest.mark.thorough
def test_zsh_completes_the_name_of_a_stack(command: Path):
    (command / "functions").mkdir()
    shutil.copy(command / "completion.zsh", command / "functions/_pulumi-kubeadm")
    said = run("zsh", "-f", "-c", ZSH.format(words="pulumi-kubeadm validate pr", folder=command / "functions"))
    assert "validate prod" in said
