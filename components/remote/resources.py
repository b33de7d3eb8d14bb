"""The two resources of pulumi-command that are used: a copied directory and a command.

They are registered by their type token. The generated classes do the same with 1.2 ms more work a resource, which is six
seconds of the first preview of 1,000 workers; what else they set stands here: the plugin's version, and the connection as a
secret output.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Final

import pulumi

from ..core.steps import File, Step, command
from .connection import Connection

PLUGIN_VERSION: Final = version("pulumi-command")
SCRIPTS: Final = Path(__file__).resolve().parents[1] / "scripts"
# In the home directory of the SSH user: nobody else can put a script there that sudo then runs.
BUNDLE_HOME: Final = ".pulumi-kubeadm"
BUNDLE: Final = f"{BUNDLE_HOME}/{SCRIPTS.name}"
INPUTS: Final = ["connection", "stdin", "create", "update", "delete", "addPreviousOutputInEnv"]
BORN: Final = "cat >/dev/null; echo 'nothing to do: {} was done at birth, changes are for converge'"


class ScriptBundle(pulumi.CustomResource):
    """The scripts, copied to a host once; an edited script travels again and by itself runs nothing."""

    def __init__(self, name: str, connection: Connection, opts: pulumi.ResourceOptions) -> None:
        props = {"connection": connection, "source": pulumi.FileArchive(str(SCRIPTS)), "remotePath": BUNDLE_HOME}
        super().__init__("command:remote:CopyToRemote", name, props, _with_plugin(opts))


class Archive(pulumi.CustomResource):
    """Packages and images for a host without a network, beside its scripts; a step verifies and opens it."""

    def __init__(self, name: str, connection: Connection, file: str, opts: pulumi.ResourceOptions) -> None:
        props = {"connection": connection, "source": pulumi.FileAsset(file), "remotePath": f"{BUNDLE_HOME}/archive.tar"}
        super().__init__("command:remote:CopyToRemote", name, props, _with_plugin(opts))


class RemoteStep(pulumi.CustomResource):
    """One step on one host: the verbs that its script has, its sheet on stdin.

    A step without an update of its own is a birth: it keeps the sheet it was born with, and neither a changed sheet nor a
    changed connection runs it again. `triggers` are never used: they would run the new create and then the old delete.

    The step of a `dead` host is kept as it is and forgotten without contact; in a run that first hears of it, it does nothing.
    `passwords` is a text that changes with the passwords that the step uses, which then is a change of the step.
    """

    def __init__(
        self,
        name: str,
        step: Step,
        connection: Connection,
        opts: pulumi.ResourceOptions,
        secrets: pulumi.Output[tuple[File, ...]] | None = None,
        *,
        passwords: pulumi.Output[str] | None = None,
        dead: bool = False,
    ) -> None:
        if dead:
            kept = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(retain_on_delete=True))
            super().__init__("command:remote:Command", name, {"connection": connection}, _with_plugin(kept, ignore_changes=INPUTS))
            return
        is_birth = "create" in step.verbs and "update" not in step.verbs
        props: dict[str, pulumi.Input[object]] = {verb: command(step.name, verb, BUNDLE) for verb in sorted(step.verbs)}
        if is_birth:
            props["update"] = BORN.format(step.name)
        props |= {"connection": connection, "stdin": _stdin(step, secrets, passwords), "addPreviousOutputInEnv": False}
        super().__init__("command:remote:Command", name, props, _with_plugin(opts, ignore_changes=["stdin"] if is_birth else None))


def _stdin(step: Step, secrets: pulumi.Output[tuple[File, ...]] | None, passwords: pulumi.Output[str] | None) -> pulumi.Input[str]:
    """The sheet, plain and so known in every preview; secret only where files of it are."""
    if passwords is not None:
        return passwords.apply(lambda mark: step.sheet.with_parameters(PASSWORDS=mark).render())
    if secrets is None:
        return step.sheet.render()
    return pulumi.Output.secret(secrets.apply(lambda files: step.sheet.with_files(*files).render()))


def _with_plugin(opts: pulumi.ResourceOptions, ignore_changes: list[str] | None = None) -> pulumi.ResourceOptions:
    plugin = pulumi.ResourceOptions(version=PLUGIN_VERSION, additional_secret_outputs=["connection"], ignore_changes=ignore_changes)
    return pulumi.ResourceOptions.merge(opts, plugin)
