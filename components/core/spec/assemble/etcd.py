"""The etcd topology, with the defaults of each."""

from ...versions import DEFAULT_ETCD, ETCD_SHA256, etcd_archive_url
from ..entries import EtcdEntry, ReleaseEntry
from ..model import Etcd, EtcdRelease, ExternalEtcd, GivenEtcd, StackedEtcd
from ..schema.etcd import CLIENT_PORT, COMPACTION_RETENTION, DATA_DIR, METRICS_PORT, PEER_PORT, QUOTA_BYTES
from .hosts import Hosts


def etcd(entry: EtcdEntry, hosts: Hosts) -> Etcd:
    """The topology that an entry without problems describes."""
    match entry.topology:
        case "external":
            return _external(entry, hosts)
        case "given":
            # Members have no names here, so URLs in one order are what keeps a reordered list from being a change.
            return GivenEtcd(endpoints=tuple(sorted(entry.endpoints or ())), ca_crt=entry.ca or "", client_crt=entry.cert or "")
        case _:
            return StackedEtcd(data_dir=entry.data_dir or DATA_DIR, extra_args=entry.extra_args)


def _external(entry: EtcdEntry, hosts: Hosts) -> ExternalEtcd:
    members = hosts.of(entry.hosts or ())
    return ExternalEtcd(
        hosts=members,
        init_host=entry.init_host or members[0].name,
        release=_release(entry.release, members[0].architecture),
        data_dir=entry.data_dir or DATA_DIR,
        client_port=entry.client_port or CLIENT_PORT,
        peer_port=entry.peer_port or PEER_PORT,
        metrics_port=entry.metrics_port or METRICS_PORT,
        quota_bytes=entry.quota_bytes or QUOTA_BYTES,
        compaction_retention=entry.compaction_retention or COMPACTION_RETENTION,
        extra_args=entry.extra_args,
    )


def _release(entry: ReleaseEntry | None, architecture: str) -> EtcdRelease:
    version = entry.version if entry else DEFAULT_ETCD
    url, sha256 = (entry.url, entry.sha256) if entry else (None, None)
    return EtcdRelease(
        version=version, url=url or etcd_archive_url(version, architecture), sha256=sha256 or ETCD_SHA256[architecture][version]
    )
