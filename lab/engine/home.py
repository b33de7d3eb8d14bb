"""The lab's PULUMI_HOME: the engine's plugins, official ones where they can be had, stand-ins elsewhere."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from lab import cache
from lab.commands import CommandFailed, run
from lab.settings import Settings

_CHECKOUT = Path(__file__).resolve().parents[2]
_STAND_IN = "#!/bin/sh\n# Stand-in of the lab\n"
_DOWNLOAD_SECONDS = 600.0


@dataclass(frozen=True)
class Plugin:
    """A provider plugin in the version that its SDK asks for."""

    name: str
    version: str

    @property
    def folder(self) -> str:
        """Name of its folder below `plugins`, as the engine looks for it."""
        return f"resource-{self.name}-v{self.version}"

    @property
    def program(self) -> str:
        """Name of its program in the folder."""
        return f"pulumi-resource-{self.name}"


def wanted() -> tuple[Plugin, ...]:
    """The plugins of the SDKs that this Python has."""
    return tuple(Plugin(name, version(f"pulumi-{name}")) for name in ("command", "kubernetes", "random", "tls"))


@dataclass(frozen=True)
class Home:
    """A PULUMI_HOME."""

    path: Path

    @classmethod
    def of(cls, settings: Settings) -> Home:
        """The one of this checkout and this Python: stand-ins run from them."""
        return cls(settings.cache / "engine" / cache.pin(str(_CHECKOUT), str(Path(sys.prefix).resolve())))

    def official(self, plugin: Plugin) -> bool:
        """Whether the official plugin is here."""
        program = self._folder(plugin) / plugin.program
        return program.exists() and not _is_stand_in(program)

    def stand_ins(self) -> list[Plugin]:
        """The plugins that a stand-in serves."""
        return [each for each in wanted() if _is_stand_in(self._folder(each) / each.program)]

    def lacks(self) -> list[str]:
        """Names of the plugins that neither kind serves yet."""
        return [each.name for each in wanted() if not (self._folder(each) / each.program).exists()]

    def adopt(self, plugin: Plugin) -> bool:
        """Use the official plugin that this machine's user has already, if so."""
        folder = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins" / plugin.folder
        if folder.parent == self._folder(plugin).parent or not (folder / plugin.program).exists() or _is_stand_in(folder / plugin.program):
            return False
        self._clear(plugin)
        self._folder(plugin).symlink_to(folder)
        return True

    def install(self, plugin: Plugin, pulumi: Path, site: str) -> bool:
        """Download the official plugin from `site` (a URL) with the CLI `pulumi`; False when that fails."""
        self._clear(plugin)
        source = {"PULUMI_HOME": str(self.path), "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES": f".*={site}/releases/plugins"}
        try:
            command = (pulumi, "plugin", "install", "resource", plugin.name, plugin.version)
            run(*command, seconds=_DOWNLOAD_SECONDS, env=os.environ | source)
        except CommandFailed:
            self._clear(plugin)
            return False
        return True

    def stand_in(self, plugin: Plugin) -> None:
        """Let the lab's stand-in serve for the plugin."""
        program = self._folder(plugin) / plugin.program
        _write_launcher(program, _CHECKOUT / "lab" / "plugins" / "run.py", plugin.name)

    def language_host(self) -> None:
        """Provide the lab's language host for Python."""
        # On PATH it would serve too, but with a warning in every run.
        program = self.path / "plugins" / f"language-python-v{version('pulumi')}" / "pulumi-language-python"
        _write_launcher(program, _CHECKOUT / "lab" / "engine" / "language" / "run.py")

    def _folder(self, plugin: Plugin) -> Path:
        return self.path / "plugins" / plugin.folder

    def _clear(self, plugin: Plugin) -> None:
        folder = self._folder(plugin)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _is_stand_in(program: Path) -> bool:
    if not program.exists():
        return False
    with program.open("rb") as file:
        return file.read(len(_STAND_IN)) == _STAND_IN.encode()


def _write_launcher(path: Path, script: Path, *arguments: str) -> None:
    """A shell line that starts `script` with the lab's Python, whatever PYTHON* variables the user has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [str(Path(sys.prefix) / "bin" / "python"), "-I", str(script), *arguments]
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(f'{_STAND_IN}exec {shlex.join(words)} "$@"\n')
    new.chmod(0o755)
    new.replace(path)
