"""haproxy in front of the API servers.

TLS ends at the API servers, which authenticate clients by their certificates. Rules: https://docs.haproxy.org/2.6/configuration.html.
"""

from ..config.model import ClusterSpec
from ..names import natural
from . import paths
from .kubeadm import api_port

_CONFIG = """\
global
    # To the journal: what becomes of the API servers, not each connection.
    log stdout format raw daemon notice
    user haproxy
    group haproxy
    chroot /var/lib/haproxy
    # For 20000 connections, of two descriptors each; as many as a host with a lower limit has for the rest.
    fd-hard-limit 40200
    # In a directory that every distribution's package has.
    stats socket /var/lib/haproxy/stats mode 600 level admin expose-fd listeners
    # After a reload the old process stays as long as its connections do, but not for ever.
    hard-stop-after 1h

defaults
    mode tcp
    log global
    option dontlognull
    # A server that does not answer within a second is given up, and another one is tried.
    timeout connect 1s
    retries 3
    option redispatch 1
    # Watches, logs and port forwards may be silent for hours; keep-alive tells these clients from dead ones.
    timeout client 4h
    timeout server 4h
    timeout tunnel 4h
    option clitcpka
    option srvtcpka
    # Longer than etcd takes to elect a leader: an API server that waits for it is not down.
    timeout check 3s

frontend api
    bind :{port}
    default_backend control-planes

backend control-planes
    balance leastconn
    option httpchk GET /readyz
    # 401 comes where strangers are told nothing: such a server is up, and more is not to be had. 403 comes from one that has just started
    # and knows no roles yet, so that it refuses everybody.
    http-check expect status 200,401
    default-server on-marked-down shutdown-sessions on-marked-up shutdown-backup-sessions
    default-server check check-ssl verify required ca-file {ca} inter 1s fall 2 rise 1
{servers}
    # While none is ready, as when etcd elects, one that may answer all the same is better than none.
    option allbackups
{last_resorts}"""


def haproxy_config(spec: ClusterSpec) -> str:
    """Returns haproxy.cfg: each control plane that is not dead gets connections while its `/readyz` succeeds, or while no `/readyz` does.

    The text is the same on each host of a cluster, in natural order of the names, so that a reordered stack file changes nothing.
    """
    living = sorted((host for host in spec.control_plane.hosts if not host.dead), key=lambda host: natural(host.name))
    servers = [f"    server {host.name} {host.address}:{api_port(spec, host)}" for host in living]
    last_resorts = [f"    server {host.name}-unchecked {host.address}:{api_port(spec, host)} no-check backup\n" for host in living]
    return _CONFIG.format(port=spec.endpoint.port, ca=paths.BALANCER_CA, servers="\n".join(servers), last_resorts="".join(last_resorts))
