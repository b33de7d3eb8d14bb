"""Projects to run the command in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from components.core.yaml_rules import Dumper


def project(root: Path, stacks: Mapping[str, Any], name: str = "kubeadm", **config: object) -> Path:
    """Writes a project with these clusters by stack, and what else their files configure."""
    (root / "stacks").mkdir(parents=True, exist_ok=True)
    (root / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\nstackConfigDir: stacks\n")
    for stack, document in stacks.items():
        whole = {"config": {"kubeadm:cluster": document, **{f"kubeadm:{key}": value for key, value in config.items()}}}
        (root / f"stacks/Pulumi.{stack}.yaml").write_text(yaml.dump(whole, Dumper=Dumper))
    return root
