"""The certificate of an addon's service."""

from dataclasses import replace

import pulumi
import pulumi_tls as tls

from ..keys import ecdsa_key
from ..naming import within
from .addon import Addon
from .secret import encoded

HOURS = 365 * 24
# `up` renews it in its last three months; the pods read it again by themselves.
RENEWAL_HOURS = 90 * 24


def with_certificate(addon: Addon, opts: pulumi.ResourceOptions) -> Addon:
    """Returns the addon with a self-signed certificate in its objects if it wants one: API servers trust it for one service only."""
    if addon.serving is None:
        return addon
    key = ecdsa_key(f"{addon.name}-serving-key", opts)
    certificate = tls.SelfSignedCert(
        within(opts, f"{addon.name}-serving-cert"),
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
