"""Inputs that name files beside the scripts, and inputs that are compressed."""

import subprocess

from components.core.steps import compressed, install_step
from components.core.steps.step_input import digest, shared_document
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox

INSTALL = install_step(SMALL, W_1)
DOCUMENT = f"{BUNDLE}/shared/{digest(shared_document(INSTALL.input.shared))}.sh"


def send(host: Sandbox, verb: str, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(host.command("install", verb), input=text, text=True, capture_output=True, timeout=120, check=False)


def test_files_beside_the_scripts_are_placed_like_those_of_the_input(host: Sandbox) -> None:
    host.write(DOCUMENT, shared_document(INSTALL.input.shared))
    assert send(host, "create", INSTALL.input.render()).returncode == 0
    for file in INSTALL.input.shared:
        if file.path.startswith("/etc/") and "containerd/config" not in file.path:
            assert host.path(file.path).read_text() == file.content


def test_files_that_did_not_come_or_are_others_are_an_error_before_anything_is_changed(host: Sandbox) -> None:
    for other in (None, shared_document(INSTALL.input.shared).replace("overlay", "overlaid")):
        if other:
            host.write(DOCUMENT, other)
        before = host.files()
        done = send(host, "create", INSTALL.input.render())
        assert done.returncode == 1
        assert "did not come here with the scripts: run up again" in done.stderr
        assert {path for path in host.files() if not path.startswith("/run/")} == {path for path in before if not path.startswith("/run/")}


def test_a_removal_needs_no_file_of_a_birth_long_ago(host: Sandbox) -> None:
    """The scripts of the host are newer by then, and so are the files beside them."""
    host.write(DOCUMENT, shared_document(INSTALL.input.shared))
    assert send(host, "create", INSTALL.input.render()).returncode == 0
    host.path(DOCUMENT).unlink()

    done = send(host, "delete", INSTALL.input.render())

    assert (done.returncode, done.stderr) == (0, "")
    assert not host.path("/etc/modules-load.d/pulumi-kubeadm.conf").exists()


def test_a_compressed_input_is_read_as_what_it_stands_for(host: Sandbox) -> None:
    assert send(host, "create", compressed(INSTALL.input.render_whole())).returncode == 0
    assert host.path("/etc/modules-load.d/pulumi-kubeadm.conf").exists()


def test_an_input_that_cannot_be_decompressed_says_so(host: Sandbox) -> None:
    host.replace_command("gunzip", "exit 1")
    done = send(host, "create", compressed(INSTALL.input.render_whole()))
    assert done.returncode == 1
    assert "the input of install cannot be read: is gunzip there?" in done.stderr
    assert not host.path("/etc/modules-load.d/pulumi-kubeadm.conf").exists()


def test_of_a_compressed_input_that_was_cut_nothing_is_done(host: Sandbox) -> None:
    text = compressed(INSTALL.input.render_whole())
    done = send(host, "create", text[: len(text) // 2])
    assert done.returncode == 1
    assert "the input of install did not come here as a whole" in done.stderr
