"""The certificates on hosts: when each ends, who renews it, and how early somebody should hear of it."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final

from cryptography import x509

from ..config.model import ClusterSpec, ExistingEtcd, StackedEtcd
from ..render import etcd as etcd_files
from ..render import paths
from .concern import Concern, Level

DAY: Final = timedelta(days=1)
WARN_DAYS: Final = 90
"""`up` renews those of external etcd in their last 90 days, so the remedy is there when the warning comes. A cluster that follows each
minor, three a year, never has kubeadm's below 240."""
CRITICAL_DAYS: Final = 14
CA_WARN_DAYS: Final = 365
"""What a CA signs for a year outlives it from then on."""
CA_CRITICAL_DAYS: Final = 90
KUBELET_PKI: Final = "/var/lib/kubelet/pki"


class Renewal(Enum):
    """Who renews a certificate, with what to do if that has not happened."""

    KUBEADM = "run `up`, which renews it in its last 90 days, as an upgrade does at any time"
    UP = "run `up`, which renews it in its last 90 days"
    KUBELET = "its kubelet should have renewed it: see the kubelet's journal there, and `kubectl get csr`"
    SELF = "nobody verifies it; remove it and restart the kubelet, which makes itself another one"
    USER = "it is your own: put its successor into the stack file, and run `up`"
    NOBODY = "nothing renews a CA: plan its successor, with everything that it has signed"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in a file of a host; the times are in UTC."""

    path: str
    subject: str
    serial: str
    begins: datetime
    ends: datetime

    @property
    def life(self) -> timedelta:
        """The time for which it was issued."""
        return self.ends - self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How many days before its end a certificate is a warning, or critical. None leaves it to its kind and the length of its life."""

    warn_days: int | None = None
    critical_days: int | None = None
    ca_warn_days: int = CA_WARN_DAYS


def certificates_of(lines: Iterable[str]) -> tuple[tuple[Certificate, ...], tuple[str, ...]]:
    """Returns the certificates in lines "PATH BASE64", and the paths of what is none.

    Of a file that is no CA only the first counts: those behind it have signed it.
    """
    found: list[Certificate] = []
    unreadable: list[str] = []
    for line in lines:
        path, _, text = line.partition(" ")
        if not is_authority(path) and path in {one.path for one in found}:
            continue
        try:
            found.append(Certificate(path, *_read(text)))
        except (ValueError, binascii.Error):
            unreadable.append(path)
    return tuple(found), tuple(unreadable)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, str, datetime, datetime]:
    """Returns subject, serial number, begin and end of a certificate in base64, in DER or, as in a kubeconfig, in PEM."""
    data = base64.b64decode(text, validate=True)
    read = x509.load_pem_x509_certificate if data.startswith(b"-----") else x509.load_der_x509_certificate
    certificate = read(data)
    subject = "".join(c if c.isprintable() else "?" for c in certificate.subject.rfc4514_string())[:200]
    return subject, f"{certificate.serial_number:x}", certificate.not_valid_before_utc, certificate.not_valid_after_utc


def is_authority(path: str) -> bool:
    """Returns whether a file has CAs, by its name as kubeadm gives it."""
    return path.endswith(("/ca.crt", "/front-proxy-ca.crt"))


def renewal(spec: ClusterSpec, path: str) -> Renewal:
    """Returns who renews the certificate in a file."""
    if isinstance(spec.etcd, ExistingEtcd) and path in (paths.ETCD_CA, paths.ETCD_CLIENT_CRT):
        return Renewal.USER
    if is_authority(path):
        return Renewal.NOBODY
    if path.startswith(f"{etcd_files.PKI}/") or (path == paths.ETCD_CLIENT_CRT and not isinstance(spec.etcd, StackedEtcd)):
        return Renewal.UP
    if path.startswith(f"{KUBELET_PKI}/"):
        return Renewal.SELF if path.endswith("/kubelet.crt") else Renewal.KUBELET
    return Renewal.KUBEADM


def limits(certificate: Certificate, by: Renewal, thresholds: Thresholds) -> tuple[timedelta, timedelta | None]:
    """Returns how long before its end a certificate is a warning, and critical; None is never.

    A kubelet renews its own when 70 to 90 % of its life are over (`nextRotationDeadline` of client-go's util/certificate).
    """
    life = certificate.life
    if is_authority(certificate.path):
        return thresholds.ca_warn_days * DAY, min(CA_CRITICAL_DAYS, thresholds.ca_warn_days) * DAY
    if by is Renewal.SELF:
        return timedelta(0), None
    if by is Renewal.KUBELET:
        return life / 10, min(CRITICAL_DAYS * DAY, life / 20)
    warn = min(WARN_DAYS * DAY, life / 3) if thresholds.warn_days is None else thresholds.warn_days * DAY
    critical = min(CRITICAL_DAYS * DAY, life / 10, warn) if thresholds.critical_days is None else thresholds.critical_days * DAY
    return warn, critical


def days_left(certificate: Certificate, now: datetime) -> int:
    """Returns the whole days until its end, negative once it is over."""
    return (certificate.ends - now) // DAY


def concerns(spec: ClusterSpec, host: str, found: Iterable[Certificate], now: datetime, thresholds: Thresholds) -> Iterator[Concern]:
    """Yields a concern for each certificate of a host that ends soon, has ended, or is not valid yet."""
    for certificate in found:
        by = renewal(spec, certificate.path)
        warn, critical = limits(certificate, by, thresholds)
        left = certificate.ends - now
        if certificate.begins > now:
            told = f"{certificate.path} is valid only from {certificate.begins:%Y-%m-%d %H:%M} UTC on"
            yield Concern(Level.CRITICAL, "certificate", host, told, "compare the clock of this machine with the host's")
        elif left <= warn:
            level = Level.CRITICAL if critical is not None and left <= critical else Level.WARNING
            yield Concern(level, "certificate", host, f"{certificate.path} {_end(certificate, now)}", by.value)


def _end(certificate: Certificate, now: datetime) -> str:
    """Returns when it ends, to the day, so that hosts whose certificates were made together are told together."""
    day = f"{certificate.ends:%Y-%m-%d}"
    if certificate.ends <= now:
        return f"has expired, on {day}"
    days = days_left(certificate, now)
    return f"ends in {days} day{'' if days == 1 else 's'}, on {day}"
