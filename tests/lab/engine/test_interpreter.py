"""Which Python the language host runs a program with."""

import sys
from pathlib import Path

import pytest

from lab.engine.language.interpreter import NoInterpreter, find

PREFIX = Path(sys.prefix)


def test_the_virtualenv_of_the_project(tmp_path):
    (tmp_path / "venv").symlink_to(PREFIX)
    found = find(tmp_path, {"virtualenv": "venv"})
    assert found.executable == tmp_path / "venv" / "bin" / "python"
    activated = found.environment({"PATH": "/bin", "PYTHONHOME": "/x"})
    assert activated == {"PATH": f"{tmp_path}/venv/bin:/bin", "VIRTUAL_ENV": f"{tmp_path}/venv"}


def test_a_virtualenv_elsewhere():
    assert find(Path("/project"), {"virtualenv": str(PREFIX)}).virtualenv == PREFIX


def test_a_virtualenv_that_is_not_there(tmp_path):
    with pytest.raises(NoInterpreter, match="make it with: pulumi install"):
        find(tmp_path, {"virtualenv": ".venv"})


def test_the_python_on_path(tmp_path, monkeypatch):
    python = tmp_path / "python3"
    python.symlink_to(sys.executable)
    monkeypatch.delenv("PULUMI_PYTHON_CMD", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find(tmp_path, {})
    assert (found.executable, found.environment({"A": "b"})) == (python, {"A": "b"})


def test_a_toolchain_that_is_not_known(tmp_path):
    with pytest.raises(NoInterpreter, match="toolchain: got 'poetry'"):
        find(tmp_path, {"toolchain": "poetry"})


def test_no_python_at_all(tmp_path, monkeypatch):
    monkeypatch.setenv("PULUMI_PYTHON_CMD", "python-of-nowhere")
    with pytest.raises(NoInterpreter, match="no python-of-nowhere on PATH"):
        find(tmp_path, {})
