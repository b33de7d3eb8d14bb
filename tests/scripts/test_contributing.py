"""The pages for contributors: the step of the one is built and run, and the excerpts of the other are in their files."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from components.core.steps import Step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "contributing"
SECTION = re.compile(r"^## \d\. [^\n]*`([\w/.-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(page: str) -> dict[str, str]:
    """The first block of code of each numbered section, by the file that its heading names."""
    return dict(SECTION.findall((PAGES / page).read_text()))


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Step:
    """What the builder of the page makes, as a module of the package."""
    source = tmp_path / "reboot.py"
    source.write_text(sections("step.md")["components/core/steps/reboot.py"])
    loaded = importlib.util.spec_from_file_location("components.core.steps.reboot", source)
    assert loaded is not None
    assert loaded.loader is not None
    module = importlib.util.module_from_spec(loaded)
    monkeypatch.setitem(sys.modules, loaded.name, module)
    loaded.loader.exec_module(module)
    built = module.reboot_check_step(SMALL, W_1)
    assert isinstance(built, Step)
    return built


def test_the_step_of_the_page_runs(host: Sandbox, step: Step) -> None:
    script = sections("step.md")["components/scripts/reboot-check.sh"]
    host.write(f"{BUNDLE}/reboot-check.sh", script)
    assert re.findall(r"^# Parameters: ([A-Z ]+);", script, re.MULTILINE) == [
        " ".join(name for name in step.input.parameters if name != "REVISION")
    ]

    assert host.run(step, "create").out == "w-1 waits for no reboot\n"
    host.write("/run/reboot-required", "")
    refused = host.run(step, "update")
    assert (refused.code, refused.err) == (
        1,
        "error: w-1 waits for a reboot (/run/reboot-required is there): reboot it, and run up again\n",
    )


@pytest.mark.parametrize(("path", "excerpt"), sections("script.md").items())
def test_the_excerpts_are_in_their_files(path: str, excerpt: str) -> None:
    assert excerpt in (ROOT / path).read_text()


def test_every_step_of_a_page_names_its_file() -> None:
    assert [len(sections(page)) for page in ("step.md", "script.md")] == [3, 4]
