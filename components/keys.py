"""Private keys, which are kept in the stack's state."""

import pulumi
import pulumi_tls as tls

from .naming import within


def ecdsa_key(name: str, opts: pulumi.ResourceOptions) -> tls.PrivateKey:
    """Returns a P256 key. Kubernetes cannot use the plugin's default curve, P224."""
    return tls.PrivateKey(within(opts, name), algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
