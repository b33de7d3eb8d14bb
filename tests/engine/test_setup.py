"""Official plugins are taken from the official site where it answers; stand-ins serve elsewhere."""

import io
import tarfile
from dataclasses import replace

import pytest

from lab import engine, programs
from lab.engine.home import wanted
from lab.programs.sources import ARCHITECTURE, Sites
from tests.instruments.folder import served
from tests.lab.silent import Silent

LANGUAGE_HOST = "#!/bin/sh\n"


def publish(site, plugin):
    """Puts an archive in the place where the official site has it."""
    folder = site / "releases" / "plugins"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"pulumi-resource-{plugin.name}-v{plugin.version}-linux-{ARCHITECTURE}.tar.gz"
    with tarfile.open(folder / name, "w:gz") as archive:
        program = tarfile.TarInfo(plugin.program)
        program.size, program.mode = len(LANGUAGE_HOST), 0o755
        archive.addfile(program, io.BytesIO(LANGUAGE_HOST.encode()))


@pytest.fixture
def fresh(settings, tmp_path, monkeypatch):
    """Settings of a cache that holds the CLI and no plugins, on a machine whose user has none."""
    cache = tmp_path / "cache"
    cli = programs.directory(settings, "pulumi")
    made = replace(settings, cache=cache, state=tmp_path / "state")
    (cache / "programs").mkdir(parents=True)
    programs.directory(made, "pulumi").symlink_to(cli)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "nobody"))
    return made


def test_what_the_site_has_is_downloaded_and_a_stand_in_serves_for_the_rest(fresh, tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_PROGRAMS", "download")
    site = tmp_path / "site"
    published = [each for each in wanted() if each.name != "tls"]
    for plugin in published:
        publish(site, plugin)
    with served(site) as url:
        engine.ensure(fresh, Silent(), Sites(pulumi=url))
    assert engine.stand_ins(fresh) == ["tls"]
    assert engine.environment(fresh)["PULUMI_HOME"].startswith(str(fresh.cache))


def test_without_the_site_stand_ins_serve_for_all(fresh, monkeypatch):
    monkeypatch.setenv("LAB_PROGRAMS", "build")
    engine.ensure(fresh, Silent())
    assert engine.stand_ins(fresh) == [each.name for each in wanted()]


def test_a_second_setup_asks_no_site(fresh, monkeypatch):
    monkeypatch.setenv("LAB_PROGRAMS", "build")
    engine.ensure(fresh, Silent())
    monkeypatch.setattr(engine, "choose", lambda sites: pytest.fail("asked a site"))
    engine.ensure(fresh, Silent())
