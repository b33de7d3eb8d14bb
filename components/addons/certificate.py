"""The certificate of an addon's service, in its objects."""

from dataclasses import replace

import pulumi
import pulumi_tls as tls

from ..keys import ecdsa_key
from .addon import Addon
from .secret import encoded

HOURS = 365 * 24
# Inside its last three months a plain `up` makes a new one, which its pods notice by themselves.
RENEWAL_HOURS = 90 * 24


def with_certificate(addon: Addon, opts: pulumi.ResourceOptions) -> Addon:
    """The addon with a certificate where it wants one: signed by itself, for it is trusted by name and for one service."""
    if addon.serving is None:
        return addon
    key = ecdsa_key(f"{addon.name}-serving-key", opts)
    certificate = tls.SelfSignedCert(
        f"{addon.name}-serving-cert",
        private_key_pem=key.private_key_pem,
        subject={"common_name": addon.serving.host},
        dns_names=[addon.serving.host],
        allowed_uses=["digital_signature", "key_encipherment", "server_auth"],
        validity_period_hours=HOURS,
        early_renewal_hours=RENEWAL_HOURS,
        opts=opts,
    )
    texts = (certificate.cert_pem.apply(encoded), key.private_key_pem.apply(encoded))
    return replace(addon, objects=addon.serving.objects(addon.objects, *texts))
