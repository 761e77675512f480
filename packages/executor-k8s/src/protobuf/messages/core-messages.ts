/**
 * Nodes, events, and what pods take settings from. Form: {@link parseMessages}.
 * Source: the `json` and `protobuf` tags of k8s.io/api v0.36.3 (Apache-2.0).
 */
export const coreMessages: string = `
Taint: 1 key text, 2 value? text, 3 effect text, 4 timeAdded time
ConfigMapNodeConfigSource: 1 namespace text, 2 name text, 3 uid? text, 4 resourceVersion? text,
  5 kubeletConfigKey text
NodeConfigSource: 2 configMap ConfigMapNodeConfigSource
NodeSpec: 1 podCIDR? text, 7 podCIDRs []text, 3 providerID? text, 4 unschedulable? bool, 5 taints []Taint,
  6 configSource NodeConfigSource, 2 externalID? text
NodeCondition: 1 type text, 2 status text, 3 lastHeartbeatTime time, 4 lastTransitionTime time, 5 reason? text,
  6 message? text
NodeAddress: 1 type text, 2 address text
DaemonEndpoint: 1 Port int
NodeDaemonEndpoints: 1 kubeletEndpoint DaemonEndpoint
NodeSwapStatus: 1 capacity int
NodeSystemInfo: 1 machineID text, 2 systemUUID text, 3 bootID text, 4 kernelVersion text, 5 osImage text,
  6 containerRuntimeVersion text, 7 kubeletVersion text, 8 kubeProxyVersion text, 9 operatingSystem text,
  10 architecture text, 11 swap NodeSwapStatus
ContainerImage: 1 names! []text, 2 sizeBytes? int
AttachedVolume: 1 name text, 2 devicePath text
NodeConfigStatus: 1 assigned NodeConfigSource, 2 active NodeConfigSource, 3 lastKnownGood NodeConfigSource,
  4 error? text
NodeRuntimeHandlerFeatures: 1 recursiveReadOnlyMounts bool, 2 userNamespaces bool
NodeRuntimeHandler: 1 name text, 2 features NodeRuntimeHandlerFeatures
NodeFeatures: 1 supplementalGroupsPolicy bool
NodeStatus: 1 capacity {}quantity, 2 allocatable {}quantity, 3 phase? text, 4 conditions []NodeCondition,
  5 addresses []NodeAddress, 6 daemonEndpoints NodeDaemonEndpoints, 7 nodeInfo NodeSystemInfo,
  8 images []ContainerImage, 9 volumesInUse []text, 10 volumesAttached []AttachedVolume, 11 config NodeConfigStatus,
  12 runtimeHandlers []NodeRuntimeHandler, 13 features NodeFeatures, 14 declaredFeatures []text
Node: 1 metadata ObjectMeta, 2 spec NodeSpec, 3 status NodeStatus
ObjectReference: 1 kind? text, 2 namespace? text, 3 name? text, 4 uid? text, 5 apiVersion? text,
  6 resourceVersion? text, 7 fieldPath? text
EventSource: 1 component? text, 2 host? text
EventSeries: 1 count? int, 2 lastObservedTime microtime
Event: 1 metadata ObjectMeta, 2 involvedObject ObjectReference, 3 reason? text, 4 message? text, 5 source EventSource,
  6 firstTimestamp time, 7 lastTimestamp time, 8 count? int, 9 type? text, 10 eventTime microtime,
  11 series EventSeries, 12 action? text, 13 related ObjectReference, 14 reportingComponent text,
  15 reportingInstance text
ConfigMap: 1 metadata ObjectMeta, 4 immutable bool, 2 data {}text, 3 binaryData {}bytes
Secret: 1 metadata ObjectMeta, 5 immutable bool, 2 data {}bytes, 4 stringData {}text, 3 type? text
ServiceAccount: 1 metadata ObjectMeta, 2 secrets []ObjectReference, 3 imagePullSecrets []LocalObjectReference,
  4 automountServiceAccountToken bool
ServicePort: 1 name? text, 2 protocol? text, 6 appProtocol text, 3 port int, 4 targetPort intOrString, 5 nodePort? int
ClientIPConfig: 1 timeoutSeconds int
SessionAffinityConfig: 1 clientIP ClientIPConfig
ServiceSpec: 1 ports []ServicePort, 2 selector {}text, 3 clusterIP? text, 18 clusterIPs []text, 4 type? text,
  5 externalIPs []text, 7 sessionAffinity? text, 8 loadBalancerIP? text, 9 loadBalancerSourceRanges []text,
  10 externalName? text, 11 externalTrafficPolicy? text, 12 healthCheckNodePort? int,
  13 publishNotReadyAddresses? bool, 14 sessionAffinityConfig SessionAffinityConfig, 19 ipFamilies []text,
  17 ipFamilyPolicy text, 20 allocateLoadBalancerNodePorts bool, 21 loadBalancerClass text,
  22 internalTrafficPolicy text, 23 trafficDistribution text
PortStatus: 1 port int, 2 protocol text, 3 error text
LoadBalancerIngress: 1 ip? text, 2 hostname? text, 3 ipMode text, 4 ports []PortStatus
LoadBalancerStatus: 1 ingress []LoadBalancerIngress
Condition: 1 type text, 2 status text, 3 observedGeneration? int, 4 lastTransitionTime time, 5 reason text,
  6 message text
ServiceStatus: 1 loadBalancer LoadBalancerStatus, 2 conditions []Condition
Service: 1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus
PersistentVolumeClaimCondition: 1 type text, 2 status text, 3 lastProbeTime time, 4 lastTransitionTime time,
  5 reason? text, 6 message? text
ModifyVolumeStatus: 1 targetVolumeAttributesClassName? text, 2 status text
PersistentVolumeClaimStatus: 1 phase? text, 2 accessModes []text, 3 capacity {}quantity,
  4 conditions []PersistentVolumeClaimCondition, 5 allocatedResources {}quantity, 7 allocatedResourceStatuses {}text,
  8 currentVolumeAttributesClassName text, 9 modifyVolumeStatus ModifyVolumeStatus
PersistentVolumeClaim: 1 metadata ObjectMeta, 2 spec PersistentVolumeClaimSpec, 3 status PersistentVolumeClaimStatus
EndpointConditions: 1 ready bool, 2 serving bool, 3 terminating bool
ForZone: 1 name text
ForNode: 1 name text
EndpointHints: 1 forZones []ForZone, 2 forNodes []ForNode
Endpoint: 1 addresses! []text, 2 conditions EndpointConditions, 3 hostname text, 4 targetRef ObjectReference,
  5 deprecatedTopology {}text, 6 nodeName text, 7 zone text, 8 hints EndpointHints
EndpointPort: 1 name text, 2 protocol text, 3 port int, 4 appProtocol text
EndpointSlice: 1 metadata ObjectMeta, 4 addressType text, 2 endpoints! []Endpoint, 3 ports! []EndpointPort
LeaseSpec: 1 holderIdentity text, 2 leaseDurationSeconds int, 3 acquireTime microtime, 4 renewTime microtime,
  5 leaseTransitions int, 6 strategy text, 7 preferredHolder text
Lease: 1 metadata ObjectMeta, 2 spec LeaseSpec
`;
