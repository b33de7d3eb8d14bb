"""Writes YAML that every reader reads back as the same values."""

import yaml

from .words import is_more_than_text


class Dumper(yaml.SafeDumper):
    """Quotes text that Kubernetes or Pulumi would read as another type; PyYAML itself does not quote `y` and `1e3`."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: bool | tuple[bool, bool]) -> str:
        found = str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call]
        if found != "tag:yaml.org,2002:str" or not isinstance(value, str) or not isinstance(implicit, tuple) or not implicit[0]:
            return found
        return "tag:yaml.org,2002:value" if is_more_than_text(value) else found
