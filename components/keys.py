"""Private keys that the state keeps."""

import pulumi
import pulumi_tls as tls


def ecdsa_key(name: str, opts: pulumi.ResourceOptions) -> tls.PrivateKey:
    """A P256 key: the plugin's default curve, P224, is none that Kubernetes can use."""
    return tls.PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
