"""The PULUMI_HOME of the lab: the plugins of the engine, official ones if available, otherwise stand-ins."""

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
    """A provider plugin in the version that its SDK requires."""

    name: str
    version: str

    @property
    def folder(self) -> str:
        """The name of its directory below `plugins`, where the engine looks for it."""
        return f"resource-{self.name}-v{self.version}"

    @property
    def program(self) -> str:
        """The name of its program in the directory."""
        return f"pulumi-resource-{self.name}"


def wanted() -> tuple[Plugin, ...]:
    """Returns the plugins of the SDKs that are installed in this Python."""
    return tuple(Plugin(name, version(f"pulumi-{name}")) for name in ("command", "kubernetes", "random", "tls"))


@dataclass(frozen=True)
class Home:
    """A PULUMI_HOME."""

    path: Path

    @classmethod
    def of(cls, settings: Settings) -> Home:
        """Returns the PULUMI_HOME of this checkout and this Python, from which stand-ins run."""
        return cls(settings.cache / "engine" / cache.pin(str(_CHECKOUT), str(Path(sys.prefix).resolve())))

    def official(self, plugin: Plugin) -> bool:
        """Tells whether the official plugin is in a directory; the engine ignores links to directories."""
        program = self._folder(plugin) / plugin.program
        return program.exists() and not self._folder(plugin).is_symlink() and not _is_stand_in(program)

    def stand_ins(self) -> list[Plugin]:
        """Returns the plugins that stand-ins replace."""
        return [each for each in wanted() if _is_stand_in(self._folder(each) / each.program)]

    def lacks(self) -> list[str]:
        """Returns the names of the plugins that have neither the official program nor a stand-in yet."""
        return [each.name for each in wanted() if not (self._folder(each) / each.program).exists()]

    def adopt(self, plugin: Plugin) -> bool:
        """Uses the official plugin of this machine's user. Returns False if there is none."""
        folder = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins" / plugin.folder
        if folder.parent == self._folder(plugin).parent or not (folder / plugin.program).exists() or _is_stand_in(folder / plugin.program):
            return False
        self._link(plugin, folder)
        return True

    def install(self, plugin: Plugin, pulumi: Path, site: str) -> bool:
        """Downloads the official plugin from `site` (a URL) with the CLI `pulumi`. Returns False if that fails."""
        self._clear(plugin)
        source = {"PULUMI_HOME": str(self.path), "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES": f".*={site}/releases/plugins"}
        try:
            command = (pulumi, "plugin", "install", "resource", plugin.name, plugin.version)
            run(*command, seconds=_DOWNLOAD_SECONDS, env=os.environ | source)
        except CommandFailed:
            self._clear(plugin)
            return False
        return True

    def stand_in(self, plugin: Plugin, module: str = "") -> None:
        """Installs a stand-in of the lab in place of the plugin: that of `module` below lab.plugins, by default of the plugin's name."""
        program = self._folder(plugin) / plugin.program
        _write_launcher(program, _CHECKOUT / "lab" / "plugins" / "run.py", module or plugin.name)

    def copy_with_simulated_hosts(self, path: Path) -> Home:
        """Returns a PULUMI_HOME at `path` with the same plugins, except for that of commands, which reaches no host."""
        copy = Home(path)
        for plugin in wanted():
            if plugin.name == "command":
                copy.stand_in(plugin, "command.simulated")
            else:
                copy._link(plugin, self._folder(plugin))
        if self._language_host.exists():
            copy.language_host()
        return copy

    def stop_debug_log(self) -> None:
        """Keeps the engine from its automatic debug log, of which it makes no other use: a file has the name of the directory of logs."""
        logs = self.path / "logs"
        if logs.is_dir():
            shutil.rmtree(logs, ignore_errors=True)
        self.path.mkdir(parents=True, exist_ok=True)
        logs.touch()

    def language_host(self) -> None:
        """Installs the language host of the lab for Python."""
        _write_launcher(self._language_host, _CHECKOUT / "lab" / "engine" / "language" / "run.py")

    @property
    def _language_host(self) -> Path:
        # On PATH it would work too, but with a warning in every run.
        return self.path / "plugins" / f"language-python-v{version('pulumi')}" / "pulumi-language-python"

    def _folder(self, plugin: Plugin) -> Path:
        return self.path / "plugins" / plugin.folder

    def _link(self, plugin: Plugin, folder: Path) -> None:
        self._clear(plugin)
        self._folder(plugin).mkdir()
        for part in folder.iterdir():
            (self._folder(plugin) / part.name).symlink_to(part.resolve())

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
    """Returns a shell line that starts `script` with the Python of the lab, without PYTHON* variables of the user."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [str(Path(sys.prefix) / "bin" / "python"), "-I", str(script), *arguments]
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(f'{_STAND_IN}exec {shlex.join(words)} "$@"\n')
    new.chmod(0o755)
    new.replace(path)
