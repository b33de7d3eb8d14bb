"""The two resources of pulumi-command that are used: a copied file or directory, and a command.

They are registered by their type token. The generated classes need 1.2 ms more for each resource, which is six seconds of the first
preview of 1,000 workers. What else those set is set here: the version of the plugin, and a connection with a key as a secret output.
"""

from collections.abc import Mapping
from copy import copy
from importlib.metadata import version
from typing import Final

import pulumi

from ..core.steps import File, Step, compressed, packed_file, scripts_directory
from ..naming import ClusterResource
from .connection import Connection
from .packing import packed_scripts

PLUGIN_VERSION: Final = version("pulumi-command")
INPUTS: Final = ["connection", "stdin", "create", "update", "delete", "addPreviousOutputInEnv"]
RAN_ONCE: Final = "cat >/dev/null; echo 'nothing to do: {} runs once'"


class Scripts(ClusterResource):
    """The scripts of all steps and the files that hosts share, copied to a host as one file.

    If a script was edited it is copied again, which runs nothing by itself. A changed file is another digest in the steps' inputs.
    """

    def __init__(self, name: str, connection: Connection, shared: tuple[File, ...], opts: pulumi.ResourceOptions) -> None:
        props = {
            "connection": connection.args,
            "source": pulumi.FileAsset(str(packed_scripts(shared))),
            "remotePath": connection.cluster.apply(packed_file),
        }
        super().__init__("command:remote:CopyToRemote", name, props, _options(connection, opts))


class Archive(ClusterResource):
    """Packages and images of an offline bundle, copied beside the scripts; a step verifies and unpacks them."""

    def __init__(self, name: str, connection: Connection, file: str, opts: pulumi.ResourceOptions) -> None:
        place = connection.cluster.apply(lambda cluster: f"{scripts_directory(cluster)}/archive.tar")
        props = {"connection": connection.args, "source": pulumi.FileAsset(file), "remotePath": place}
        super().__init__("command:remote:CopyToRemote", name, props, _options(connection, opts))


class RemoteStep(ClusterResource):
    """One step on one host: a command for each verb of its script, with the parameters of the step on stdin.

    A step with `create` and without `update` runs once: it keeps its first parameters, and neither changed parameters nor a changed
    connection run it again. `triggers` are never used: they would run the new `create` and then the old `delete`.

    The step of a `dead` host is kept as it is, and forgotten without contact later. `marks` are parameters that are known in the run, such
    as a text that changes with the passwords that the step uses, so that a new password is a change of the step.
    """

    def __init__(
        self,
        name: str,
        step: Step,
        connection: Connection,
        opts: pulumi.ResourceOptions,
        secrets: pulumi.Output[tuple[File, ...]] | None = None,
        *,
        marks: Mapping[str, pulumi.Output[str]] | None = None,
        dead: bool = False,
    ) -> None:
        if dead:
            props: dict[str, pulumi.Input[object]] = {"connection": connection.args}
            kept = _options(connection, opts, ignore_changes=INPUTS)
            kept.retain_on_delete = True
            super().__init__("command:remote:Command", name, props, kept)
            return
        runs_once = "create" in step.verbs and "update" not in step.verbs
        props = {verb: connection.command_line(step.name, verb) for verb in sorted(step.verbs)}
        if runs_once:
            props["update"] = RAN_ONCE.format(step.name)
        props |= {"connection": connection.args, "stdin": _stdin(step, secrets, marks, once=runs_once), "addPreviousOutputInEnv": False}
        ignored = ["stdin"] if runs_once else None
        super().__init__("command:remote:Command", name, props, _options(connection, opts, ignore_changes=ignored))


def _stdin(
    step: Step, secrets: pulumi.Output[tuple[File, ...]] | None, marks: Mapping[str, pulumi.Output[str]] | None, *, once: bool
) -> pulumi.Input[str]:
    """The input, plain and so known in every preview; secret only where files of it are, and then compressed if no diff ever shows it."""
    if marks:
        return pulumi.Output.all(**marks).apply(lambda known: step.input.with_parameters(**known).render())
    if secrets is None:
        return step.input.render()
    rendered = secrets.apply(lambda files: step.input.with_files(*files).render())
    return pulumi.Output.secret(rendered.apply(compressed) if once else rendered)


def _options(connection: Connection, opts: pulumi.ResourceOptions, *, ignore_changes: list[str] | None = None) -> pulumi.ResourceOptions:
    # ResourceOptions.merge would be an eighth of the work for a worker.
    own = copy(opts)
    own.version, own.ignore_changes = PLUGIN_VERSION, ignore_changes
    own.additional_secret_outputs = ["connection"] if connection.secret else None
    return own
