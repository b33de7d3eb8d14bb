"""The real Pulumi engine on this machine: its CLI, a language host, its plugins, and the environment to run it in."""

from __future__ import annotations

import os
from pathlib import Path

from lab import programs
from lab.engine.home import Home, wanted
from lab.errors import LabError
from lab.programs.origin import Origin, choose
from lab.programs.sources import Sites
from lab.progress import Progress
from lab.settings import Settings
from lab.simulation import DIRECTORY

__all__ = ["NotSetUp", "ensure", "environment", "simulated", "stand_ins"]


class NotSetUp(LabError):
    """Raised if the engine has not been set up on this machine, or not for this checkout and Python."""


def ensure(settings: Settings, progress: Progress, sites: Sites | None = None) -> None:
    """Sets up the plugins and the language host, after `lab.programs.ensure`. A second call does nothing.

    Official plugins come from the user of this machine or are downloaded; if neither works, stand-ins replace them.
    """
    home = Home.of(settings)
    home.stop_debug_log()
    if not (_cli(settings) / "pulumi-language-python").exists():
        home.language_host()
    served = home.stand_ins()
    missing = [each for each in wanted() if not home.official(each) and not home.adopt(each)]
    if not set(missing) - set(served):
        return
    sites = sites or Sites()
    online = choose(sites) is Origin.DOWNLOAD
    with progress.task("Preparing the engine's plugins", total=len(missing)) as task:
        for plugin in missing:
            task.note(f"{plugin.name} {plugin.version}")
            if not (online and home.install(plugin, _cli(settings) / "pulumi", sites.pulumi)):
                home.stand_in(plugin)
            task.advance()


def stand_ins(settings: Settings) -> list[str]:
    """Returns the names of the plugins that stand-ins of the lab replace, as the official ones were not available."""
    return [each.name for each in Home.of(settings).stand_ins()]


def environment(settings: Settings) -> dict[str, str]:
    """Returns the variables to run `pulumi` with against this lab, and creates the directory of its state. Raises NotSetUp."""
    home = Home.of(settings)
    lacks = home.lacks() if (_cli(settings) / "pulumi").exists() else ["pulumi"]
    if lacks:
        raise NotSetUp(f"the engine lacks {', '.join(lacks)}; run `lab setup` first")
    backend = settings.state / "engine"
    backend.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.pathsep.join([str(_cli(settings)), str(_kubectl(settings)), str(_helm(settings)), os.environ.get("PATH", os.defpath)]),
        "PULUMI_HOME": str(home.path),
        "PULUMI_BACKEND_URL": backend_url(backend),
        "PULUMI_CONFIG_PASSPHRASE": "lab",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def simulated(settings: Settings, directory: Path, *, debug_log: bool = False) -> dict[str, str]:
    """Returns the variables of `environment`, with a new PULUMI_HOME in `directory` whose command plugin reaches no host. Raises NotSetUp.

    What simulated hosts run and which are broken is in `directory`, too: see `lab.simulation`.
    """
    variables = environment(settings)
    home = Home.of(settings).copy_with_simulated_hosts(directory / "home")
    if not debug_log:
        home.stop_debug_log()
    return variables | {"PULUMI_HOME": str(home.path), DIRECTORY: str(directory)}


def backend_url(directory: Path) -> str:
    """Returns the URL of a backend in a directory that a killed CLI cannot damage.

    Without metadata=skip, each file has a second one with attributes, written in place: if that is truncated, the state is unreadable.
    """
    return f"file://{directory}?metadata=skip"


def _cli(settings: Settings) -> Path:
    return programs.directory(settings, "pulumi") / "bin"


def _helm(settings: Settings) -> Path:
    """Returns the directory of helm, which exists once a test has requested it."""
    return programs.directory(settings, "helm") / "bin"


def _kubectl(settings: Settings) -> Path:
    return programs.directory(settings, "kubernetes-1.36") / "bin"
