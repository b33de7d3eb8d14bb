"""How YAML of others is read: by libyaml where PyYAML comes with it. The definitions of an operator take seconds without."""

from typing import Any, Final

import yaml

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""For `yaml.load`: plain values and nothing else, as `yaml.safe_load` has it."""
