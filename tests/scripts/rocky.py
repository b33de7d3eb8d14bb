"""A host of the RHEL family, and a stack for it."""

from dataclasses import replace

from components.core.config.model import Package, Repository
from tests.core.samples import KEY, SMALL, W_1

ROCKY = 'ID=rocky\nID_LIKE="rhel centos fedora"\nVERSION_ID=9.6\nPRETTY_NAME="Rocky Linux 9.6 (Blue Onyx)"\n'
HOST = replace(W_1, platform="rhel-9")
SPEC = replace(
    SMALL,
    worker_pools=(replace(SMALL.worker_pools[0], hosts=(HOST,)),),
    containerd=replace(SMALL.containerd, packages={"rhel-9": Package(name="containerd.io", version="2.1.*")}),
    sources=replace(
        SMALL.sources, repositories={"rhel-9": {"kubernetes": Repository(uri="https://x/rpm/", suite="/", components=(), key=KEY)}}
    ),
)
