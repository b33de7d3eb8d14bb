"""What changing a key does on a live cluster, in the words of the documentation."""

from typing import Final

REFUSED: Final = "refused in preview"
ROLLS_CONTROL_PLANE: Final = "rolls over the control planes, one at a time"
ROLLS_ALL: Final = "rolls over every node, control planes first"
ROLLS_HOSTS: Final = "rolls over every host, those of each kind one after the other"
ROLLS_POOL: Final = "rolls over the pool, `maxUnavailable` nodes at a time"
LIVE: Final = "changed through the API, no host is contacted"
NO_EFFECT: Final = "nothing on a live cluster"
NEXT_RUN: Final = "used by the next run; nothing changes on a host"
CONNECTION: Final = "the host's steps connect anew; nothing changes on it"
ROLLS_ETCD: Final = "rolls over the members, one at a time"
ROLLS_BALANCER: Final = "reloads the load balancer, one host after the other"
PLATFORM_CHANGE: Final = "after its system has been upgraded: its repositories follow"
BIRTH: Final = "reaches hosts that are added later; nothing on a live node"
