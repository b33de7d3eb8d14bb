"""What k0sctl, KubeOne, KubeKey, Kubespray, RKE and kubeadm call what has another name here: keys, and words that are values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Meant:
    """The key by the end of its path, "" where there is none; and what is to be said beside."""

    key: str
    note: str = ""


_CLUSTER_ADDRESS: Final = Meant("hosts[].address", "; one that only SSH comes by is `ssh.address`")
_LOGIN_ADDRESS: Final = Meant("hosts[].ssh.address", "; the one in the cluster is `address`")
_ROLE: Final = Meant("", "no such key: a host is what the list says that it stands in, controlPlane.hosts or workerPools[].hosts")
_HOSTS: Final = Meant("", "controlPlane.hosts and workerPools[].hosts: each host stands in the list of what it is")
_PASSWORD: Final = Meant("", "no password: hosts are reached with the SSH agent, or the key of ssh.privateKeyFile")

_WORDS: Final[tuple[tuple[str, Meant], ...]] = (
    ("ip internalAddress internalIp privateAddress privateIp nodeIp", _CLUSTER_ADDRESS),
    ("ansibleHost accessIp externalAddress externalIp publicAddress publicIp sshAddress sshHost", _LOGIN_ADDRESS),
    ("hosts", _HOSTS),
    ("hostname hostnameOverride nodeName", Meant("hosts[].name")),
    ("ansibleUser sshUser sshUsername username", Meant("ssh.user")),
    ("ansiblePort sshPort", Meant("ssh.port")),
    ("identityFile keyFile keyPath privateKey privateKeyPath", Meant("ssh.privateKeyFile")),
    ("ansibleSshPrivateKeyFile sshKey sshKeyFile sshKeyPath sshPrivateKey sshPrivateKeyFile", Meant("ssh.privateKeyFile")),
    ("knownHostsFile", Meant("ssh.knownHosts")),
    ("sshHostPublicKey hostPublicKey publicKey", Meant("hostKey")),
    ("jumpHost proxyJump gateway", Meant("ssh.bastion")),
    ("ansiblePassword sshPassword", _PASSWORD),
    ("role roles", _ROLE),
    ("arch", Meant("hosts[].architecture")),
    ("controlPlanes controllers managers masters master servers", Meant("controlPlane.hosts")),
    ("agents machineDeployments nodeGroups nodePools nodes staticWorkers worker workers", Meant("workerPools")),
    ("clusterName", Meant("name")),
    ("k8sVersion kubeVersion kubernetes version versions", Meant("kubernetesVersion")),
    ("apiEndpoint clusterEndpoint controlPlaneEndpoint loadbalancerApiserver", Meant("endpoint")),
    ("clusterNetworking clusterNetwork networking", Meant("network")),
    ("clusterCidr kubePodsCidr kubePodsSubnet podNetworkCidr podNetwork podSubnet podsCidr", Meant("network.podCidr")),
    ("kubeServiceAddresses kubeServiceCidr serviceClusterIpRange serviceNetwork serviceSubnet servicesCidr", Meant("network.serviceCidr")),
    ("clusterDomain serviceDomainName", Meant("network.dnsDomain")),
    ("cni kubeNetworkPlugin networkPlugin plugin", Meant("addons.flannel", "; every pod network is an addon")),
    ("alternativeNames apiServerCertSans sans supplementaryAddressesInSslKeys tlsSans", Meant("controlPlane.certSans")),
    ("label nodeLabels", Meant("labels")),
    ("nodeTaints taint", Meant("taints")),
    ("virtualIp", Meant("loadBalancer.vip")),
    ("ntp ntpServers", Meant("preparation.time.servers")),
    ("timezone", Meant("preparation.time.zone")),
    ("systemPackages", Meant("preparation.packages")),
    ("hooks", Meant("preparation.commands")),
    ("mirrors registries registryConfiguration registryMirror", Meant("sources.registryMirrors")),
    ("httpProxy", Meant("sources.proxy.http")),
    ("httpsProxy", Meant("sources.proxy.https")),
    ("imageRegistry privateRegistry", Meant("sources.imageRepository")),
    ("charts helm helmReleases manifests", Meant("addons.custom")),
    ("kubeletConfiguration", Meant("kubelet")),
    ("kubeletArgs", Meant("kubeletExtraArgs")),
    ("given provided", Meant("addons.existing")),
    ("takeBack", Meant("forceConflicts")),
)

SYNONYMS: Final[Mapping[str, Meant]] = {word.lower(): meant for words, meant in _WORDS for word in words.split()}
"""By the word without capitals, dashes and underscores."""

VALUES: Final[Mapping[str, str]] = {"external": "existing", "given": "existing"}
"""What a value is called here, for keys that do not take the word itself: what kubeadm calls external etcd exists already."""
