"""The language host runs programs as the official one does: output, exit, errors."""

import subprocess
import sys

import pytest

PROJECT = """\
name: program
runtime:
  name: python
  options:
    virtualenv: {virtualenv}
"""


@pytest.fixture
def preview(tmp_path, environment):
    """Previews a program and returns the exit status and all that was printed."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "state").mkdir()
    variables = environment | {"PULUMI_BACKEND_URL": f"file://{tmp_path}/state", "NO_COLOR": "1"}

    def pulumi(*arguments):
        command = ["pulumi", *arguments, "--non-interactive"]
        done = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr

    def run(program, config=(), virtualenv=sys.prefix):
        (project / "Pulumi.yaml").write_text(PROJECT.format(virtualenv=virtualenv))
        (project / "__main__.py").write_text(program)
        pulumi("stack", "init", "dev")
        for arguments in config:
            pulumi("config", "set", *arguments)
        return pulumi("preview")

    return run


def test_what_a_program_prints_and_reads(preview):
    program = """
import os, sys, pulumi
config = pulumi.Config()
print("said", config.require("word"), os.path.basename(os.getcwd()), pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run())
print("warned", file=sys.stderr)
assert sys.prefix == os.environ["VIRTUAL_ENV"]
pulumi.export("hidden", config.require_secret("hidden"))
"""
    status, output = preview(program, [("word", "hello"), ("--secret", "hidden", "canary")])
    assert status == 0, output
    assert "said hello project program dev True" in output
    assert "warned" in output
    assert "canary" not in output


def test_a_refusal_ends_without_a_traceback(preview):
    status, output = preview('import pulumi\nraise pulumi.RunError("the pod network overlaps the hosts")\n')
    assert status != 0
    assert "error: the pod network overlaps the hosts" in output
    assert "Traceback" not in output


def test_a_bug_shows_the_programs_own_frames(preview):
    status, output = preview("def broken():\n    return 1 // 0\n\n\nbroken()\n")
    assert status != 0
    assert "Program failed with an unhandled exception" in output
    assert "ZeroDivisionError" in output
    assert "in broken" in output
    assert "runpy" not in output


def test_an_exit_status_of_its_own_is_reported(preview):
    status, output = preview("import os\nos._exit(3)\n")
    assert status != 0
    assert "Program exited with non-zero exit code: 3" in output


def test_a_missing_virtualenv_says_what_to_do(preview):
    status, output = preview("", virtualenv=".venv")
    assert status != 0
    assert "make it with: pulumi install" in output


def test_a_type_outside_the_subset_is_refused_in_the_preview(preview, settings):
    from lab.engine import stand_ins

    if "random" not in stand_ins(settings):
        pytest.skip("the official plugin knows every type")
    status, output = preview('import pulumi_random\npulumi_random.RandomPet("pet")\n')
    assert status != 0
    assert "random:index/randomPet:RandomPet is not supported by the lab's stand-in" in output
    assert output.count("the lab's stand-in serves in place of the official plugin") <= 3
