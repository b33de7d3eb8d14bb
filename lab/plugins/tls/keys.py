"""PrivateKey, and keys for the other types."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from lab.plugins.serving import Call, Change, Created, Diff, Failure, InvalidInputs, Kind, Properties, Secret, plain
from lab.plugins.tls.issued import Issued

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    PublicKey: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey

_CURVES = {"P224": "SECP224R1", "P256": "SECP256R1", "P384": "SECP384R1", "P521": "SECP521R1"}
_ALGORITHMS = ("RSA", "ECDSA", "ED25519")


def load(pem: str) -> Key:
    """Returns the private key in a PEM text; raises Failure."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise Failure(f"private key: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise Failure(f"private key: got {type(key).__name__}, want {', '.join(_ALGORITHMS)}")
    return key


def algorithm(key: Key) -> str:
    """Returns the name of the algorithm in inputs and outputs."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey):
        return "ECDSA"
    return "RSA" if isinstance(key, rsa.RSAPrivateKey) else "ED25519"


def digest(key: Key) -> SHA256 | SHA384 | SHA512 | None:
    """Returns the default hash of signatures in crypto/x509 of Go; None if the scheme of the key includes one."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if isinstance(key, ed25519.Ed25519PrivateKey):
        return None
    bits = key.curve.key_size if isinstance(key, ec.EllipticCurvePrivateKey) else 0
    if bits == 521:
        return hashes.SHA512()
    return hashes.SHA384() if bits == 384 else hashes.SHA256()


class PrivateKey(Issued):
    """A key pair. The default curve is P224, which Kubernetes cannot use."""

    defaults: ClassVar[dict[str, Any]] = {"ecdsaCurve": "P224", "rsaBits": 2048}
    inputs = frozenset({"algorithm", "ecdsaCurve", "rsaBits"})
    made = frozenset(
        {
            "id",
            "privateKeyOpenssh",
            "privateKeyPem",
            "privateKeyPemPkcs8",
            "publicKeyFingerprintMd5",
            "publicKeyFingerprintSha256",
            "publicKeyOpenssh",
            "publicKeyPem",
        }
    )

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        inputs = super().check(call, old, new)
        for name, known in (("algorithm", _ALGORITHMS), ("ecdsaCurve", tuple(_CURVES))):
            value = plain(inputs.get(name))
            if isinstance(value, str) and value not in known:
                raise InvalidInputs((name, f"got {value!r}, want one of {', '.join(known)}"))
        return inputs

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        difference = super().diff(call, state, old_inputs, new)
        if not difference.changes:
            return difference
        return Diff(dict.fromkeys(self.made, Change(Kind.UPDATE)) | dict(difference.changes))

    def make(self, inputs: Properties) -> Created:
        key = _generate(inputs)
        outputs = _private_texts(key) | _public_texts(key.public_key())
        return Created(hashlib.sha1(outputs["publicKeyPem"].encode(), usedforsecurity=False).hexdigest(), outputs)


def _generate(inputs: Properties) -> Key:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if inputs["algorithm"] == "RSA":
        return rsa.generate_private_key(65537, int(inputs["rsaBits"]))
    if inputs["algorithm"] == "ECDSA":
        return ec.generate_private_key(getattr(ec, _CURVES[inputs["ecdsaCurve"]])())
    return ed25519.Ed25519PrivateKey.generate()


def _private_texts(key: Key) -> Properties:
    from cryptography.hazmat.primitives import serialization as s

    def text(form: s.PrivateFormat) -> Secret:
        return Secret(key.private_bytes(s.Encoding.PEM, form, s.NoEncryption()).decode())

    pkcs8 = text(s.PrivateFormat.PKCS8)
    return {
        "privateKeyPem": pkcs8 if algorithm(key) == "ED25519" else text(s.PrivateFormat.TraditionalOpenSSL),
        "privateKeyPemPkcs8": pkcs8,
        "privateKeyOpenssh": text(s.PrivateFormat.OpenSSH) if _ssh_knows(key.public_key()) else Secret(""),
    }


def _public_texts(key: PublicKey) -> Properties:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as s

    texts = {"publicKeyPem": key.public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo).decode()}
    if not _ssh_knows(key):
        return texts | dict.fromkeys(("publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"), "")
    line = key.public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH).decode()
    md5 = s.ssh_key_fingerprint(key, hashes.MD5()).hex(":")
    return texts | {
        "publicKeyOpenssh": line + "\n",
        "publicKeyFingerprintMd5": md5,
        "publicKeyFingerprintSha256": f"SHA256:{_unpadded(s.ssh_key_fingerprint(key, hashes.SHA256()))}",
    }


def _ssh_knows(key: PublicKey) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    return not (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp224r1")


def _unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
