"""The configuration of keepalived, which decides which load balancer holds the virtual address.

Version 3 of VRRP (RFC 5798) has no passwords, and version 2 sent them in clear in each advertisement, to everyone who can read the
network. Only the network can keep others out. Rules: https://www.keepalived.org/manpage.html.
"""

from collections.abc import Sequence

from ..config.model import Haproxy, Host
from . import paths

_HIGHEST = 250
_STEP = 10

_CONFIG = """\
global_defs {{
    router_id {name}
    enable_script_security
    # And its group, which has another name in each family.
    script_user nobody
    vrrp_version 3
    # Told again once a minute, for whoever missed it.
    vrrp_garp_master_refresh 60
}}

# The process here, not the API: the address must be there before the first API server is.
vrrp_script haproxy {{
    script {check}
    interval 1
    timeout 1
    fall 2
    rise 1
}}

vrrp_instance api {{
    # The interface: made on the host.
    include {interface}
    # BACKUP on all of them, and nopreempt: the address moves when its holder fails, and not back.
    state BACKUP
    nopreempt
    virtual_router_id {router_id}
    priority {priority}
    # Three that do not come, and another host takes over.
    advert_int 0.25
{peers}    virtual_ipaddress {{
        {vip}/32
    }}
    track_script {{
        haproxy
    }}
}}
"""

_CHECK = """\
#!/bin/sh
# Whether haproxy listens on this host.
/usr/bin/ss -Hltn 'sport = :{port}' | grep -q .
"""


def keepalived_config(balancer: Haproxy, host: Host, hosts: Sequence[Host]) -> str:
    """Returns keepalived.conf of `host`. `hosts` are all load balancers that are not dead, in natural order, which sets their priorities.

    Raises:
        ValueError: there is no virtual address, or there are more hosts than priorities.
    """
    priority = _HIGHEST - _STEP * hosts.index(host)
    if balancer.vip is None or priority < 1:
        raise ValueError(f"got VIP {balancer.vip} and {len(hosts)} hosts, want an address and at most {_HIGHEST // _STEP} hosts")
    peers = "".join(f"        {other.address}\n" for other in hosts if other != host)
    return _CONFIG.format(
        name=host.name,
        check=paths.HAPROXY_CHECK,
        interface=paths.KEEPALIVED_INTERFACE,
        router_id=balancer.router_id,
        priority=priority,
        # keepalived 2.3 refuses both keywords without a peer.
        peers=f"    unicast_src_ip {host.address}\n    unicast_peer {{\n{peers}    }}\n" if peers else "",
        vip=balancer.vip.ip,
    )


def haproxy_check(port: int) -> str:
    """Returns the script with which keepalived checks its host. It opens no connection, as haproxy would pass that on to an API server."""
    return _CHECK.format(port=port)
