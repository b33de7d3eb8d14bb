"""The walk through adding an addon works as it is written: its module and its objects are all that an addon needs, beside its name."""

import sys
from types import ModuleType

import pytest

from components.addons.materials import Materials
from components.addons.rendering import Rendering
from components.core.config.addons import OFFERED, addons_table
from components.core.config.model import Addons
from components.core.config.readers import Reading
from tests.contributing.pages import ROOT, blocks, named_files
from tests.core.samples import SMALL

PAGE = "addon.md"
NEW = {"components/core/config/addons/reloader.py", "components/addons/reloader.py"}


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """The two modules of the page, where the page says that they are."""
    settings, objects = blocks(PAGE)
    return (
        loaded("components.core.config.addons.reloader", settings, monkeypatch),
        loaded("components.addons.reloader", objects, monkeypatch),
    )


def loaded(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(code, name, "exec"), vars(module))
    return module


def wanted(settings: ModuleType, written: dict) -> tuple[Addons, list[str]]:
    """What `addons` of a stack file becomes with the addon in the list, and the report."""
    reading = Reading()
    found = addons_table((*OFFERED, settings.ADDON)).read(written, "cluster.addons", reading)
    return (found if isinstance(found, Addons) else Addons()), [str(problem) for problem in reading.problems]


def test_its_key_is_read_into_its_settings(modules: tuple[ModuleType, ModuleType]):
    settings, _ = modules
    addons, problems = wanted(settings, {"reloader": {"replicas": 2, "forceConflicts": True}})
    assert problems == []
    reloader = addons.get(settings.Reloader)
    assert (reloader.version, reloader.replicas, reloader.force_conflicts) == ("v1.4.2", 2, True)
    assert addons.wanted() == {"reloader": reloader}
    assert reloader.facts.needs == {"cni"}


def test_a_mistake_is_reported_at_its_path(modules: tuple[ModuleType, ModuleType]):
    _, problems = wanted(modules[0], {"reloader": {"replicas": 9}})
    assert problems == ["cluster.addons.reloader.replicas: got the number 9, want a whole number from 1 to 5"]


def test_its_objects_are_made_from_its_settings(modules: tuple[ModuleType, ModuleType]):
    settings, objects = modules
    addons, _ = wanted(settings, {"reloader": {}})
    materials = Materials(artefacts={}, fetch=lambda _: b"", rendering=Rendering("1.36.3"))
    addon = objects.reloader(addons.get(settings.Reloader), SMALL, materials)
    assert [each["kind"] for each in addon.objects] == ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Deployment"]
    assert addon.images() == ("ghcr.io/stakater/reloader:v1.4.2",)
    assert (addon.name, addon.needs) == ("reloader", {"cni"})


def test_the_page_names_files_that_are_there():
    assert {name for name in named_files(PAGE) if not (ROOT / name).exists()} == NEW
