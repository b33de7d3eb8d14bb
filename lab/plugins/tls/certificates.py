"""SelfSignedCert and LocallySignedCert. Renewal and replacement rules: hashicorp/tls, internal/provider/common_cert.go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from lab.plugins.serving import Call, Change, Created, Diff, Failure, InvalidInputs, Kind, Properties, ReadState, plain
from lab.plugins.tls import keys, uses
from lab.plugins.tls.issued import Issued
from lab.plugins.tls.subjects import NAME_INPUTS, alternative_names, subject

if TYPE_CHECKING:
    from cryptography import x509


class _Certificate(Issued):
    """The common part of both kinds of certificates."""

    defaults: ClassVar[dict[str, Any]] = {"earlyRenewalHours": 0, "isCaCertificate": False, "setSubjectKeyId": False}
    inputs = frozenset(defaults) | {"validityPeriodHours", "allowedUses"}
    made = frozenset({"id", "certPem", "readyForRenewal", "validityStartTime", "validityEndTime"})
    updated_in_place = frozenset({"earlyRenewalHours"})

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        inputs = super().check(call, old, new)
        for i, use in enumerate(plain(inputs.get("allowedUses")) or []):
            if isinstance(use, str) and use not in uses.NAMES:
                raise InvalidInputs((f"allowedUses[{i}]", f"got {use!r}, want one of {', '.join(sorted(uses.NAMES))}"))
        for name in ("validityPeriodHours", "earlyRenewalHours"):
            hours = plain(inputs.get(name))
            if isinstance(hours, int) and hours < 0:
                raise InvalidInputs((name, f"got {hours}, want 0 or more"))
        return inputs

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        difference = super().diff(call, state, old_inputs, new)
        early = plain(new.get("earlyRenewalHours")) or 0
        if not _renewable(state["validityEndTime"], early):
            return difference
        return Diff(dict(difference.changes) | {"readyForRenewal": Change(Kind.UPDATE, replaces=True)})

    def read(self, call: Call, resource_id: str, state: Properties, inputs: Properties) -> ReadState:
        if not state:
            raise Failure("importing a certificate is not supported by the lab's stand-in")
        return ReadState(resource_id, _with_readiness(state), inputs)

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        return _with_readiness(super().update(call, resource_id, state, old_inputs, new))


class SelfSignedCert(_Certificate):
    """A certificate signed with its own key: a CA, or a certificate for a test."""

    defaults = _Certificate.defaults | {"setAuthorityKeyId": False}
    inputs = _Certificate.inputs | NAME_INPUTS | {"privateKeyPem", "setAuthorityKeyId"}
    secrets = frozenset({"privateKeyPem"})
    made = _Certificate.made | {"keyAlgorithm"}

    def make(self, inputs: Properties) -> Created:
        from cryptography import x509

        key = keys.load(inputs["privateKeyPem"])
        name = subject(inputs)
        builder = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        builder = _extended(builder, alternative_names(inputs))
        if inputs["setAuthorityKeyId"]:
            builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        created = _signed(builder, key.public_key(), key, inputs)
        return Created(created.id, created.state | {"keyAlgorithm": keys.algorithm(key)})


class LocallySignedCert(_Certificate):
    """A certificate for a request, signed by a CA with its key."""

    inputs = _Certificate.inputs | {"certRequestPem", "caCertPem", "caPrivateKeyPem"}
    secrets = frozenset({"caPrivateKeyPem"})
    made = _Certificate.made | {"caKeyAlgorithm"}

    def make(self, inputs: Properties) -> Created:
        from cryptography import x509

        try:
            request = x509.load_pem_x509_csr(inputs["certRequestPem"].encode())
            authority = x509.load_pem_x509_certificate(inputs["caCertPem"].encode())
        except ValueError as error:
            raise Failure(f"certificate request or CA certificate: {error}") from error
        key = keys.load(inputs["caPrivateKeyPem"])
        public: Any = request.public_key()
        builder = x509.CertificateBuilder(issuer_name=authority.subject, subject_name=request.subject, public_key=public)
        builder = _extended(builder, _extension(request, x509.SubjectAlternativeName))
        identifier = _extension(authority, x509.SubjectKeyIdentifier)
        if identifier is not None:
            extension = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
            builder = builder.add_extension(extension, critical=False)
        created = _signed(builder, public, key, inputs)
        return Created(created.id, created.state | {"caKeyAlgorithm": keys.algorithm(key)})


def _signed(builder: x509.CertificateBuilder, public: keys.PublicKey, key: keys.Key, inputs: Properties) -> Created:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    start = datetime.now(UTC).replace(microsecond=0)
    end = start + timedelta(hours=float(inputs["validityPeriodHours"]))
    serial = x509.random_serial_number()
    is_ca = bool(inputs["isCaCertificate"])
    builder = builder.serial_number(serial).not_valid_before(start).not_valid_after(end)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    builder = _extended(builder, uses.key_usage(inputs["allowedUses"]), critical=True)
    builder = _extended(builder, uses.extended_key_usage(inputs["allowedUses"]))
    # crypto/x509 of Go gives each CA a subject key id, requested or not.
    if is_ca or inputs["setSubjectKeyId"]:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    outputs = {
        "certPem": builder.sign(key, keys.digest(key)).public_bytes(Encoding.PEM).decode(),
        "validityStartTime": _text(start),
        "validityEndTime": _text(end),
        "readyForRenewal": _renewable(_text(end), inputs["earlyRenewalHours"]),
    }
    return Created(str(serial), outputs)


def _extended(builder: x509.CertificateBuilder, extension: x509.ExtensionType | None, critical: bool = False) -> x509.CertificateBuilder:
    return builder if extension is None else builder.add_extension(extension, critical)


def _extension(holder: x509.Certificate | x509.CertificateSigningRequest, kind: type[Any]) -> Any:
    from cryptography.x509 import ExtensionNotFound

    try:
        return holder.extensions.get_extension_for_class(kind).value
    except ExtensionNotFound:
        return None


def _renewable(end: str, early_hours: float) -> bool:
    return datetime.now(UTC) >= datetime.fromisoformat(end) - timedelta(hours=float(early_hours))


def _with_readiness(state: Properties) -> Properties:
    return state | {"readyForRenewal": _renewable(state["validityEndTime"], plain(state["earlyRenewalHours"]))}


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
