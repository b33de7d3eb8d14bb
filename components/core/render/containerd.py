"""The configuration of containerd and of its registry mirrors.

containerd 1.x reads version 2 of the file, and 2.x converts it when it loads it; version 3 has the plugin names of 2.x.
Rules: https://github.com/containerd/containerd/blob/main/docs/cri/config.md and docs/hosts.md.
"""

import json
from collections.abc import Iterator, Sequence

from ..config.model import Containerd, RegistryMirror
from . import paths
from .credentials import of_mirror, placeholder

_IN_1 = "io.containerd.grpc.v1.cri"
_IMAGES = "io.containerd.cri.v1.images"
_RUNTIME = "io.containerd.cri.v1.runtime"
# The name of Docker's registry in image references is not the name of its server.
_SERVERS = {"docker.io": "registry-1.docker.io"}


def containerd_config(containerd: Containerd) -> str:
    """Returns config.toml for containerd 1.x: the fields that differ from the defaults of containerd, or of a distribution.

    containerd 1.x of Debian 13 looks for CNI plugins in the directory of Debian's packages only; 2.x, Debian's too, also in /opt/cni/bin.
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
    """Returns config.toml for containerd 2.x."""
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


def registry_hosts(registry: str, mirrors: Sequence[RegistryMirror]) -> str:
    """Returns hosts.toml of a registry: its mirrors in the order to try them, then the registry itself, which gets no mirror's password."""
    return "".join(f"{line}\n" for line in _hosts(registry, mirrors))


def registry_ca(registry: str, number: int) -> str:
    """Returns the path of the CA of a registry's mirror; `number` counts from 0."""
    return f"{paths.REGISTRIES}/{registry}/ca{f'-{number + 1}' if number else ''}.crt"


def _hosts(registry: str, mirrors: Sequence[RegistryMirror]) -> Iterator[str]:
    if registry != "_default":
        # In _default, `server` would be the server of every registry.
        yield f"server = {_string(f'https://{_SERVERS.get(registry, registry)}')}"
    for number, mirror in enumerate(mirrors):
        if number or registry != "_default":
            yield ""
        yield from _host(registry, number, mirror)


def _host(registry: str, number: int, mirror: RegistryMirror) -> Iterator[str]:
    yield f"[host.{_string(mirror.url)}]"
    yield '  capabilities = ["pull", "resolve"]'
    if mirror.override_path:
        yield "  override_path = true"
    if mirror.ca:
        yield f"  ca = {_string(registry_ca(registry, number))}"
    if mirror.user:
        # Sent with every request; with requests for tokens, which some registries use, from containerd 2.1 on.
        yield ""
        yield f"  [host.{_string(mirror.url)}.header]"
        yield f"    # of the user {mirror.user}"
        yield f"    authorization = {_string(f'Basic {placeholder(of_mirror(registry, number))}')}"


def _string(value: str) -> str:
    """Returns a TOML basic string. The escapes of JSON are valid in TOML; JSON does not escape DEL, which TOML forbids."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
