"""containerd's configuration and its registry mirrors.

Version 2 of the file is read by containerd 1.x and, converted as it loads, by 2.x; version 3 has the places that settings have in 2.x.
Rules: https://github.com/containerd/containerd/blob/main/docs/cri/config.md and docs/hosts.md.
"""

import json
from collections.abc import Iterator

from ..spec.model import Containerd, RegistryMirror
from . import paths
from .credentials import of_registry, placeholder

_IN_1 = "io.containerd.grpc.v1.cri"
_IMAGES = "io.containerd.cri.v1.images"
_RUNTIME = "io.containerd.cri.v1.runtime"
# What an image reference calls Docker's registry is not the address that serves it.
_SERVERS = {"docker.io": "registry-1.docker.io"}


def containerd_config(containerd: Containerd) -> str:
    """config.toml for containerd 1.x: the fields that differ from containerd's own defaults, or from those of a distribution.

    Debian 13's looks for CNI plugins where only Debian's packages put them; its 2.x, as everyone's, looks where they are, too.
    """
    return f"""\
version = 2

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd"

[plugins."{_IN_1}"]
  sandbox_image = {_string(containerd.sandbox_image)}
{_runtime(_IN_1, containerd)}
  [plugins."{_IN_1}".cni]
    bin_dir = {_string(paths.CNI_PLUGINS)}

{_registry(_IN_1)}"""


def containerd_2_config(containerd: Containerd) -> str:
    """The same for containerd 2.x."""
    return f"""\
version = 3

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd"

[plugins."{_RUNTIME}"]
{_runtime(_RUNTIME, containerd)}
[plugins."{_IMAGES}"]

  [plugins."{_IMAGES}".pinned_images]
    sandbox = {_string(containerd.sandbox_image)}

{_registry(_IMAGES)}"""


def _runtime(plugin: str, containerd: Containerd) -> str:
    restrict = "true" if containerd.restrict_oom_score_adj else "false"
    selinux = "  enable_selinux = true\n" if containerd.selinux else ""
    return f"""\
  restrict_oom_score_adj = {restrict}
{selinux}
  [plugins."{plugin}".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."{plugin}".containerd.runtimes.runc.options]
      SystemdCgroup = true
"""


def _registry(plugin: str) -> str:
    return f"""\
  [plugins."{plugin}".registry]
    config_path = {_string(paths.REGISTRIES)}
"""


def registry_hosts(registry: str, mirror: RegistryMirror) -> str:
    """hosts.toml of one registry: the mirror is asked first, then the registry itself, which is never sent the mirror's password."""
    return "".join(f"{line}\n" for line in _hosts(registry, mirror))


def registry_ca(registry: str) -> str:
    """Where the CA of a registry's mirror is."""
    return f"{paths.REGISTRIES}/{registry}/ca.crt"


def _hosts(registry: str, mirror: RegistryMirror) -> Iterator[str]:
    if registry != "_default":
        # There it would be the server of every registry.
        yield f"server = {_string(f'https://{_SERVERS.get(registry, registry)}')}"
        yield ""
    yield f"[host.{_string(mirror.url)}]"
    yield '  capabilities = ["pull", "resolve"]'
    if mirror.override_path:
        yield "  override_path = true"
    if mirror.ca:
        yield f"  ca = {_string(registry_ca(registry))}"
    if mirror.user:
        # Sent with every request; with those for tokens, of which some registries make more, from containerd 2.1 on.
        yield ""
        yield f"  [host.{_string(mirror.url)}.header]"
        yield f"    # of the user {mirror.user}"
        yield f"    authorization = {_string(f'Basic {placeholder(of_registry(registry))}')}"


def _string(value: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
