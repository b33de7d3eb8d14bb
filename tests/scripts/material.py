"""Join material whose secrets can be looked for: a CA that bash can fingerprint, and texts that occur nowhere else."""

from base64 import b64encode

from components.core.config.model import ClusterSpec
from components.core.render.kubeconfig import Credentials, kubeconfig
from components.core.steps import JoinMaterial

SECRETS = ("PLANTED-CA-KEY", "PLANTED-ETCD-KEY", "PLANTED-FRONT-PROXY-KEY", "PLANTED-SA-KEY", "PLANTED-CLIENT-KEY")


def certificate(body: str) -> str:
    """A PEM block; what is in it does not matter to the scripts."""
    return f"-----BEGIN CERTIFICATE-----\n{b64encode(body.encode()).decode()}\n-----END CERTIFICATE-----\n"


def material(spec: ClusterSpec, ca: str = "the CA") -> JoinMaterial:
    """Material of the cluster with that CA."""
    credentials = Credentials(ca_crt=certificate(ca), client_crt="client", client_key=SECRETS[4])
    return JoinMaterial(
        discovery_kubeconfig=kubeconfig(spec, "bootstrapper", credentials),
        ca_crt=certificate(ca),
        ca_key=SECRETS[0],
        etcd_ca_crt=certificate("etcd"),
        etcd_ca_key=SECRETS[1],
        front_proxy_ca_crt=certificate("front proxy"),
        front_proxy_ca_key=SECRETS[2],
        sa_key=SECRETS[3],
        sa_pub="public",
    )
