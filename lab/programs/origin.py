"""Decides where programs come from: official downloads if there is internet access, otherwise a build."""

from __future__ import annotations

import os
import threading
import urllib.request
from collections.abc import Mapping
from enum import Enum

from lab.programs.download import published_digest
from lab.programs.families import KUBERNETES_VERSIONS
from lab.programs.sources import ARCHITECTURE, Sites
from lab.settings import InvalidSettings

_PROBE_SECONDS = 3.0


class Origin(Enum):
    """The origin of programs."""

    DOWNLOAD = "download"
    BUILD = "build"


def choose(sites: Sites, environment: Mapping[str, str] | None = None) -> Origin:
    """Returns the origin in LAB_PROGRAMS or, without it, by whether the official site answers; raises InvalidSettings."""
    forced = (os.environ if environment is None else environment).get("LAB_PROGRAMS")
    if forced:
        try:
            return Origin(forced)
        except ValueError:
            raise InvalidSettings(f"LAB_PROGRAMS: got {forced!r}, want {' or '.join(each.value for each in Origin)}") from None
    return Origin.DOWNLOAD if _answers(sites) else Origin.BUILD


def _answers(sites: Sites) -> bool:
    """Tells whether the official site answers. It asks in a thread, as a resolver without an answer ignores all timeouts of sockets."""
    url = f"{sites.kubernetes}/release/{KUBERNETES_VERSIONS['1.36']}/bin/linux/{ARCHITECTURE}/kubeadm.sha256"
    answered = threading.Event()

    def probe() -> None:
        try:
            with urllib.request.urlopen(url, timeout=_PROBE_SECONDS) as response:
                page = response.read(1000).decode(errors="replace")
            if published_digest(page, "kubeadm"):  # and not the log-in page of a network
                answered.set()
        except OSError:
            pass

    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(_PROBE_SECONDS)
    return answered.is_set()
