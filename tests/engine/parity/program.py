"""The Pulumi program of every scenario: it registers the resources that the file PARITY_RESOURCES lists."""

import json
import os
from importlib import import_module
from pathlib import Path

import pulumi

_MODULES = {
    "remote": "pulumi_command.remote",
    "local": "pulumi_command.local",
    "tls": "pulumi_tls",
    "random": "pulumi_random",
    "kubernetes": "pulumi_kubernetes",
}


class Object(pulumi.CustomResource):
    """Any Kubernetes object: its type from apiVersion and kind, its properties as they stand in a manifest."""

    def __init__(self, name, manifest, patch=False, opts=None):
        version = manifest["apiVersion"]
        group = version if "/" in version else f"core/{version}"
        super().__init__(f"kubernetes:{group}:{manifest['kind']}{'Patch' if patch else ''}", name, {**manifest}, opts)


def kind(name):
    """The class of a scenario's type, such as `tls.PrivateKey`."""
    module, _, member = name.rpartition(".")
    # Only what a scenario uses is imported: every run of it pays for that.
    return Object if name == "kubernetes.Object" else getattr(import_module(_MODULES[module]), member)


def value(given, made):
    """What a value of a scenario stands for: {"secret": x}, {"text": x}, {"connection": {…}}, {"of": "name.output"} and so on (_MARKS)."""
    if isinstance(given, list):
        return [value(each, made) for each in given]
    if not isinstance(given, dict):
        return given
    if len(given) == 1:
        [(key, inner)] = given.items()
        if key in _MARKS:
            return _MARKS[key](inner, made)
    return {key: value(each, made) for key, each in given.items()}


def connection(arguments):
    """The SDK's connection of the scenario's arguments."""
    return import_module("pulumi_command.remote").ConnectionArgs(**arguments)


def output(reference, made):
    """The output that `name.output` names."""
    name, member = reference.split(".")
    return getattr(made[name], member)


_MARKS = {
    "secret": lambda inner, made: pulumi.Output.secret(inner),
    "text": lambda inner, made: pulumi.StringAsset(inner),
    "file": lambda inner, made: pulumi.FileAsset(inner),
    "dir": lambda inner, made: pulumi.FileArchive(inner),
    "connection": lambda inner, made: connection(inner),
    "of": output,
}


def main():
    """Register the resources in their order."""
    made = {}
    for each in json.loads(Path(os.environ["PARITY_RESOURCES"]).read_text()):
        arguments = {key: value(given, made) for key, given in each["args"].items()}
        options = dict(each.get("opts", {}))
        options["depends_on"] = [made[name] for name in options.get("depends_on", [])]
        if "provider" in options:
            options["provider"] = made[options["provider"]]
        made[each["name"]] = kind(each["type"])(each["name"], **arguments, opts=pulumi.ResourceOptions(**options))
        if "export" in each:
            pulumi.export(each["name"], getattr(made[each["name"]], each["export"]))


main()
