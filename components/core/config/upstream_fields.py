"""Fields of KubeletConfiguration and KubeProxyConfiguration, and of what is nested in them, of each minor.

Written by `python -m lab.kinds` from the Go types that `lab/kinds/modules.txt` pins; `upstream_kinds.py` reads it.
"""

from typing import Final

MINORS: Final = ("1.33", "1.34", "1.35", "1.36", "1.37")
TABLE: Final = """\
ClientConnectionConfiguration
  acceptContentTypes:text burst:integer contentType:text kubeconfig:text qps:number
CrashLoopBackOffConfig
  maxContainerRestartPeriod:duration
DetectLocalConfiguration
  bridgeInterface:text interfaceNamePrefix:text
FormatOptions
  json:JSONOptions text:TextOptions
JSONOptions
  infoBufferSize:quantity splitStream:truth
KubeProxyConfiguration
  apiVersion:text bindAddress:text bindAddressHardFail:truth clientConnection:ClientConnectionConfiguration clusterCIDR:text
  configSyncPeriod:duration conntrack:KubeProxyConntrackConfiguration detectLocal:DetectLocalConfiguration detectLocalMode:text
  enableProfiling:truth featureGates:{}truth healthzBindAddress:text hostnameOverride:text iptables:KubeProxyIPTablesConfiguration
  ipvs:KubeProxyIPVSConfiguration kind:text logging:LoggingConfiguration metricsBindAddress:text mode:text
  nftables:KubeProxyNFTablesConfiguration nodePortAddresses:[]text oomScoreAdj:integer portRange:text showHiddenMetricsForVersion:text
  windowsRunAsService:truth winkernel:KubeProxyWinkernelConfiguration
KubeProxyConntrackConfiguration
  maxPerCore:integer min:integer tcpBeLiberal:truth tcpCloseWaitTimeout:duration tcpEstablishedTimeout:duration udpStreamTimeout:duration
  udpTimeout:duration
KubeProxyIPTablesConfiguration
  localhostNodePorts:truth masqueradeAll:truth masqueradeBit:integer minSyncPeriod:duration syncPeriod:duration
KubeProxyIPVSConfiguration
  excludeCIDRs:[]text minSyncPeriod:duration scheduler:text strictARP:truth syncPeriod:duration tcpFinTimeout:duration tcpTimeout:duration
  udpTimeout:duration
KubeProxyNFTablesConfiguration
  masqueradeAll:truth masqueradeBit:integer minSyncPeriod:duration syncPeriod:duration
KubeProxyWinkernelConfiguration
  enableDSR:truth forwardHealthCheckVip:truth networkName:text rootHnsEndpointName:text sourceVip:text
KubeletAnonymousAuthentication
  enabled:truth
KubeletAuthentication
  anonymous:KubeletAnonymousAuthentication webhook:KubeletWebhookAuthentication x509:KubeletX509Authentication
KubeletAuthorization
  mode:text webhook:KubeletWebhookAuthorization
KubeletConfiguration
  address:text allowedUnsafeSysctls:[]text apiVersion:text authentication:KubeletAuthentication authorization:KubeletAuthorization
  cgroupDriver:text cgroupRoot:text cgroupsPerQOS:truth clusterDNS:[]text clusterDomain:text configMapAndSecretChangeDetectionStrategy:text
  containerLogMaxFiles:integer containerLogMaxSize:text containerLogMaxWorkers:integer containerLogMonitorInterval:duration
  containerRuntimeEndpoint:text contentType:text cpuCFSQuota:truth cpuCFSQuotaPeriod:duration cpuManagerPolicy:text
  cpuManagerPolicyOptions:{}text cpuManagerReconcilePeriod:duration crashLoopBackOff:CrashLoopBackOffConfig defaultPodSysctls:{}text@1.37-
  enableContentionProfiling:truth enableControllerAttachDetach:truth enableDebugFlagsHandler:truth enableDebuggingHandlers:truth
  enableProfilingHandler:truth enableServer:truth enableSystemLogHandler:truth enableSystemLogQuery:truth enforceNodeAllocatable:[]text
  eventBurst:integer eventRecordQPS:integer evictionHard:{}text evictionMaxPodGracePeriod:integer evictionMinimumReclaim:{}text
  evictionPressureTransitionPeriod:duration evictionSoft:{}text evictionSoftGracePeriod:{}text failCgroupV1:truth failSwapOn:truth
  featureGates:{}truth fileCheckFrequency:duration hairpinMode:text healthzBindAddress:text healthzPort:integer httpCheckFrequency:duration
  imageGCHighThresholdPercent:integer imageGCLowThresholdPercent:integer imageMaximumGCAge:duration imageMinimumGCAge:duration
  imagePullCredentialsVerificationPolicy:text imageServiceEndpoint:text iptablesDropBit:integer iptablesMasqueradeBit:integer
  kernelMemcgNotification:truth kind:text kubeAPIBurst:integer kubeAPIQPS:integer kubeReserved:{}text kubeReservedCgroup:text
  kubeletCgroups:text localStorageCapacityIsolation:truth logging:LoggingConfiguration makeIPTablesUtilChains:truth maxOpenFiles:integer
  maxParallelImagePulls:integer maxPods:integer memoryManagerPolicy:text memoryReservationPolicy:text@1.36-
  memorySwap:MemorySwapConfiguration memoryThrottlingFactor:number mergeDefaultEvictionSettings:truth nodeLeaseDurationSeconds:integer
  nodeStatusMaxImages:integer nodeStatusReportFrequency:duration nodeStatusUpdateFrequency:duration oomScoreAdj:integer podCIDR:text
  podLogsDir:text podPidsLimit:integer podsPerCore:integer port:integer preloadedImagesVerificationAllowlist:[]text
  protectKernelDefaults:truth providerID:text qosReserved:{}text readOnlyPort:integer registerNode:truth registerWithTaints:[]Taint
  registryBurst:integer registryPullQPS:integer reservedMemory:[]MemoryReservation reservedSystemCPUs:text resolvConf:text
  rotateCertificates:truth runOnce:truth runtimeRequestTimeout:duration seccompDefault:truth serializeImagePulls:truth
  serverTLSBootstrap:truth showHiddenMetricsForVersion:text shutdownGracePeriod:duration
  shutdownGracePeriodByPodPriority:[]ShutdownGracePeriodByPodPriority shutdownGracePeriodCriticalPods:duration singleProcessOOMKill:truth
  staticPodPath:text staticPodURL:text staticPodURLHeader:{}[]text streamingConnectionIdleTimeout:duration syncFrequency:duration
  systemCgroups:text systemReserved:{}text systemReservedCgroup:text tlsCertFile:text tlsCipherSuites:[]text
  tlsCurvePreferences:[]integer@1.36- tlsMinVersion:text tlsPrivateKeyFile:text topologyManagerPolicy:text
  topologyManagerPolicyOptions:{}text topologyManagerScope:text tracing:TracingConfiguration userNamespaces:UserNamespaces
  volumePluginDir:text volumeStatsAggPeriod:duration
KubeletWebhookAuthentication
  cacheTTL:duration enabled:truth
KubeletWebhookAuthorization
  cacheAuthorizedTTL:duration cacheUnauthorizedTTL:duration
KubeletX509Authentication
  clientCAFile:text
LoggingConfiguration
  flushFrequency:any format:text options:FormatOptions verbosity:integer vmodule:[]VModuleItem
MemoryReservation
  limits:{}quantity numaNode:integer
MemorySwapConfiguration
  swapBehavior:text
ShutdownGracePeriodByPodPriority
  priority:integer shutdownGracePeriodSeconds:integer
Taint
  effect:text key:text timeAdded:text value:text
TextOptions
  infoBufferSize:quantity splitStream:truth
TracingConfiguration
  endpoint:text samplingRatePerMillion:integer
UserNamespaces
  idsPerPod:integer
VModuleItem
  filePattern:text verbosity:integer
"""
