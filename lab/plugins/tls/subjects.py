"""Subjects and alternative names, in the order in which Go's crypto/x509 writes them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lab.plugins.serving import Failure, Properties

if TYPE_CHECKING:
    from cryptography import x509

NAME_INPUTS = frozenset({"subject", "dnsNames", "ipAddresses", "uris"})

_ATTRIBUTES = {
    "country": "COUNTRY_NAME",
    "organization": "ORGANIZATION_NAME",
    "organizationalUnit": "ORGANIZATIONAL_UNIT_NAME",
    "locality": "LOCALITY_NAME",
    "province": "STATE_OR_PROVINCE_NAME",
    "streetAddresses": "STREET_ADDRESS",
    "postalCode": "POSTAL_CODE",
    "commonName": "COMMON_NAME",
    "serialNumber": "SERIAL_NUMBER",
}


def subject(inputs: Properties) -> x509.Name:
    """Returns the subject that the inputs describe."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    given = inputs.get("subject") or {}
    attributes = []
    for name, oid in _ATTRIBUTES.items():
        values = given.get(name) or []
        for value in values if isinstance(values, list) else [values]:
            attributes.append(x509.NameAttribute(getattr(NameOID, oid), value))
    return x509.Name(attributes)


def alternative_names(inputs: Properties) -> x509.SubjectAlternativeName | None:
    """Returns the other names that the inputs list; raises Failure for an invalid address."""
    from cryptography import x509

    names: list[x509.GeneralName] = [x509.DNSName(each) for each in inputs.get("dnsNames") or []]
    for each in inputs.get("ipAddresses") or []:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(each)))
        except ValueError as error:
            raise Failure(f"ipAddresses: {error}") from error
    names += [x509.UniformResourceIdentifier(each) for each in inputs.get("uris") or []]
    return x509.SubjectAlternativeName(names) if names else None
