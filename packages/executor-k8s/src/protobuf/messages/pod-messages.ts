/**
 * A Pod and all that is in it. Form: {@link parseMessages}.
 * Source: the `json` and `protobuf` tags of k8s.io/api v0.36.3 (Apache-2.0).
 */
export const podMessages: string = `
OwnerReference: 5 apiVersion text, 1 kind text, 3 name text, 4 uid text, 6 controller bool, 7 blockOwnerDeletion bool
ManagedFieldsEntry: 1 manager? text, 2 operation? text, 3 apiVersion? text, 4 time time, 6 fieldsType? text,
  7 fieldsV1 json, 8 subresource? text
ObjectMeta: 1 name? text, 2 generateName? text, 3 namespace? text, 4 selfLink? text, 5 uid? text,
  6 resourceVersion? text, 7 generation? int, 8 creationTimestamp? time, 9 deletionTimestamp time,
  10 deletionGracePeriodSeconds int, 11 labels {}text, 12 annotations {}text, 13 ownerReferences []OwnerReference,
  14 finalizers []text, 17 managedFields []ManagedFieldsEntry
HostPathVolumeSource: 1 path text, 2 type text
EmptyDirVolumeSource: 1 medium? text, 2 sizeLimit quantity
GCEPersistentDiskVolumeSource: 1 pdName text, 2 fsType? text, 3 partition? int, 4 readOnly? bool
AWSElasticBlockStoreVolumeSource: 1 volumeID text, 2 fsType? text, 3 partition? int, 4 readOnly? bool
GitRepoVolumeSource: 1 repository text, 2 revision? text, 3 directory? text
KeyToPath: 1 key text, 2 path text, 3 mode int
SecretVolumeSource: 1 secretName? text, 2 items []KeyToPath, 3 defaultMode int, 4 optional bool
NFSVolumeSource: 1 server text, 2 path text, 3 readOnly? bool
LocalObjectReference: 1 name? text
ISCSIVolumeSource: 1 targetPortal text, 2 iqn text, 3 lun int, 4 iscsiInterface? text, 5 fsType? text,
  6 readOnly? bool, 7 portals []text, 8 chapAuthDiscovery? bool, 11 chapAuthSession? bool,
  10 secretRef LocalObjectReference, 12 initiatorName text
GlusterfsVolumeSource: 1 endpoints text, 2 path text, 3 readOnly? bool
PersistentVolumeClaimVolumeSource: 1 claimName text, 2 readOnly? bool
RBDVolumeSource: 1 monitors! []text, 2 image text, 3 fsType? text, 4 pool? text, 5 user? text, 6 keyring? text,
  7 secretRef LocalObjectReference, 8 readOnly? bool
FlexVolumeSource: 1 driver text, 2 fsType? text, 3 secretRef LocalObjectReference, 4 readOnly? bool, 5 options {}text
CinderVolumeSource: 1 volumeID text, 2 fsType? text, 3 readOnly? bool, 4 secretRef LocalObjectReference
CephFSVolumeSource: 1 monitors! []text, 2 path? text, 3 user? text, 4 secretFile? text,
  5 secretRef LocalObjectReference, 6 readOnly? bool
FlockerVolumeSource: 1 datasetName? text, 2 datasetUUID? text
ObjectFieldSelector: 1 apiVersion? text, 2 fieldPath text
ResourceFieldSelector: 1 containerName? text, 2 resource text, 3 divisor quantity
DownwardAPIVolumeFile: 1 path text, 2 fieldRef ObjectFieldSelector, 3 resourceFieldRef ResourceFieldSelector,
  4 mode int
DownwardAPIVolumeSource: 1 items []DownwardAPIVolumeFile, 2 defaultMode int
FCVolumeSource: 1 targetWWNs []text, 2 lun int, 3 fsType? text, 4 readOnly? bool, 5 wwids []text
AzureFileVolumeSource: 1 secretName text, 2 shareName text, 3 readOnly? bool
ConfigMapVolumeSource: 1 . LocalObjectReference, 2 items []KeyToPath, 3 defaultMode int, 4 optional bool
VsphereVirtualDiskVolumeSource: 1 volumePath text, 2 fsType? text, 3 storagePolicyName? text, 4 storagePolicyID? text
QuobyteVolumeSource: 1 registry text, 2 volume text, 3 readOnly? bool, 4 user? text, 5 group? text, 6 tenant? text
AzureDiskVolumeSource: 1 diskName text, 2 diskURI text, 3 cachingMode text, 4 fsType text, 5 readOnly bool,
  6 kind text
PhotonPersistentDiskVolumeSource: 1 pdID text, 2 fsType? text
SecretProjection: 1 . LocalObjectReference, 2 items []KeyToPath, 4 optional bool
DownwardAPIProjection: 1 items []DownwardAPIVolumeFile
ConfigMapProjection: 1 . LocalObjectReference, 2 items []KeyToPath, 4 optional bool
ServiceAccountTokenProjection: 1 audience? text, 2 expirationSeconds int, 3 path text
LabelSelectorRequirement: 1 key text, 2 operator text, 3 values []text
LabelSelector: 1 matchLabels {}text, 2 matchExpressions []LabelSelectorRequirement
ClusterTrustBundleProjection: 1 name text, 2 signerName text, 3 labelSelector LabelSelector, 5 optional bool,
  4 path text
PodCertificateProjection: 1 signerName? text, 2 keyType? text, 3 maxExpirationSeconds int,
  4 credentialBundlePath? text, 5 keyPath? text, 6 certificateChainPath? text, 7 userAnnotations {}text
VolumeProjection: 1 secret SecretProjection, 2 downwardAPI DownwardAPIProjection, 3 configMap ConfigMapProjection,
  4 serviceAccountToken ServiceAccountTokenProjection, 5 clusterTrustBundle ClusterTrustBundleProjection,
  6 podCertificate PodCertificateProjection
ProjectedVolumeSource: 1 sources! []VolumeProjection, 2 defaultMode int
PortworxVolumeSource: 1 volumeID text, 2 fsType? text, 3 readOnly? bool
ScaleIOVolumeSource: 1 gateway text, 2 system text, 3 secretRef LocalObjectReference, 4 sslEnabled? bool,
  5 protectionDomain? text, 6 storagePool? text, 7 storageMode? text, 8 volumeName? text, 9 fsType? text,
  10 readOnly? bool
StorageOSVolumeSource: 1 volumeName? text, 2 volumeNamespace? text, 3 fsType? text, 4 readOnly? bool,
  5 secretRef LocalObjectReference
CSIVolumeSource: 1 driver text, 2 readOnly bool, 3 fsType text, 4 volumeAttributes {}text,
  5 nodePublishSecretRef LocalObjectReference
VolumeResourceRequirements: 1 limits {}quantity, 2 requests {}quantity
TypedLocalObjectReference: 1 apiGroup text, 2 kind text, 3 name text
TypedObjectReference: 1 apiGroup text, 2 kind text, 3 name text, 4 namespace text
PersistentVolumeClaimSpec: 1 accessModes []text, 4 selector LabelSelector, 2 resources VolumeResourceRequirements,
  3 volumeName? text, 5 storageClassName text, 6 volumeMode text, 7 dataSource TypedLocalObjectReference,
  8 dataSourceRef TypedObjectReference, 9 volumeAttributesClassName text
PersistentVolumeClaimTemplate: 1 metadata ObjectMeta, 2 spec PersistentVolumeClaimSpec
EphemeralVolumeSource: 1 volumeClaimTemplate PersistentVolumeClaimTemplate
ImageVolumeSource: 1 reference? text, 2 pullPolicy? text
VolumeSource: 1 hostPath HostPathVolumeSource, 2 emptyDir EmptyDirVolumeSource,
  3 gcePersistentDisk GCEPersistentDiskVolumeSource, 4 awsElasticBlockStore AWSElasticBlockStoreVolumeSource,
  5 gitRepo GitRepoVolumeSource, 6 secret SecretVolumeSource, 7 nfs NFSVolumeSource, 8 iscsi ISCSIVolumeSource,
  9 glusterfs GlusterfsVolumeSource, 10 persistentVolumeClaim PersistentVolumeClaimVolumeSource,
  11 rbd RBDVolumeSource, 12 flexVolume FlexVolumeSource, 13 cinder CinderVolumeSource, 14 cephfs CephFSVolumeSource,
  15 flocker FlockerVolumeSource, 16 downwardAPI DownwardAPIVolumeSource, 17 fc FCVolumeSource,
  18 azureFile AzureFileVolumeSource, 19 configMap ConfigMapVolumeSource,
  20 vsphereVolume VsphereVirtualDiskVolumeSource, 21 quobyte QuobyteVolumeSource, 22 azureDisk AzureDiskVolumeSource,
  23 photonPersistentDisk PhotonPersistentDiskVolumeSource, 26 projected ProjectedVolumeSource,
  24 portworxVolume PortworxVolumeSource, 25 scaleIO ScaleIOVolumeSource, 27 storageos StorageOSVolumeSource,
  28 csi CSIVolumeSource, 29 ephemeral EphemeralVolumeSource, 30 image ImageVolumeSource
Volume: 1 name text, 2 . VolumeSource
ContainerPort: 1 name? text, 2 hostPort? int, 3 containerPort int, 4 protocol? text, 5 hostIP? text
ConfigMapEnvSource: 1 . LocalObjectReference, 2 optional bool
SecretEnvSource: 1 . LocalObjectReference, 2 optional bool
EnvFromSource: 1 prefix? text, 2 configMapRef ConfigMapEnvSource, 3 secretRef SecretEnvSource
ConfigMapKeySelector: 1 . LocalObjectReference, 2 key text, 3 optional bool
SecretKeySelector: 1 . LocalObjectReference, 2 key text, 3 optional bool
FileKeySelector: 1 volumeName text, 2 path text, 3 key text, 4 optional bool
EnvVarSource: 1 fieldRef ObjectFieldSelector, 2 resourceFieldRef ResourceFieldSelector,
  3 configMapKeyRef ConfigMapKeySelector, 4 secretKeyRef SecretKeySelector, 5 fileKeyRef FileKeySelector
EnvVar: 1 name text, 2 value? text, 3 valueFrom EnvVarSource
ResourceClaim: 1 name text, 2 request? text
ResourceRequirements: 1 limits {}quantity, 2 requests {}quantity, 3 claims []ResourceClaim
ContainerResizePolicy: 1 resourceName text, 2 restartPolicy text
ContainerRestartRuleOnExitCodes: 1 operator? text, 2 values []int
ContainerRestartRule: 1 action? text, 2 exitCodes ContainerRestartRuleOnExitCodes
VolumeMount: 1 name text, 2 readOnly? bool, 7 recursiveReadOnly text, 3 mountPath text, 4 subPath? text,
  5 mountPropagation text, 6 subPathExpr? text
VolumeDevice: 1 name text, 2 devicePath text
ExecAction: 1 command []text
HTTPHeader: 1 name text, 2 value text
HTTPGetAction: 1 path? text, 2 port intOrString, 3 host? text, 4 scheme? text, 5 httpHeaders []HTTPHeader
TCPSocketAction: 1 port intOrString, 2 host? text
GRPCAction: 1 port int, 2 service text
ProbeHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 grpc GRPCAction
Probe: 1 . ProbeHandler, 2 initialDelaySeconds? int, 3 timeoutSeconds? int, 4 periodSeconds? int,
  5 successThreshold? int, 6 failureThreshold? int, 7 terminationGracePeriodSeconds int
SleepAction: 1 seconds int
LifecycleHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 sleep SleepAction
Lifecycle: 1 postStart LifecycleHandler, 2 preStop LifecycleHandler, 3 stopSignal text
Capabilities: 1 add []text, 2 drop []text
SELinuxOptions: 1 user? text, 2 role? text, 3 type? text, 4 level? text
WindowsSecurityContextOptions: 1 gmsaCredentialSpecName text, 2 gmsaCredentialSpec text, 3 runAsUserName text,
  4 hostProcess bool
SeccompProfile: 1 type text, 2 localhostProfile text
AppArmorProfile: 1 type text, 2 localhostProfile text
SecurityContext: 1 capabilities Capabilities, 2 privileged bool, 3 seLinuxOptions SELinuxOptions,
  10 windowsOptions WindowsSecurityContextOptions, 4 runAsUser int, 8 runAsGroup int, 5 runAsNonRoot bool,
  6 readOnlyRootFilesystem bool, 7 allowPrivilegeEscalation bool, 9 procMount text, 11 seccompProfile SeccompProfile,
  12 appArmorProfile AppArmorProfile
Container: 1 name text, 2 image? text, 3 command []text, 4 args []text, 5 workingDir? text, 6 ports []ContainerPort,
  19 envFrom []EnvFromSource, 7 env []EnvVar, 8 resources ResourceRequirements,
  23 resizePolicy []ContainerResizePolicy, 24 restartPolicy text, 25 restartPolicyRules []ContainerRestartRule,
  9 volumeMounts []VolumeMount, 21 volumeDevices []VolumeDevice, 10 livenessProbe Probe, 11 readinessProbe Probe,
  22 startupProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath? text, 20 terminationMessagePolicy? text,
  14 imagePullPolicy? text, 15 securityContext SecurityContext, 16 stdin? bool, 17 stdinOnce? bool, 18 tty? bool
EphemeralContainerCommon: 1 name text, 2 image? text, 3 command []text, 4 args []text, 5 workingDir? text,
  6 ports []ContainerPort, 19 envFrom []EnvFromSource, 7 env []EnvVar, 8 resources ResourceRequirements,
  23 resizePolicy []ContainerResizePolicy, 24 restartPolicy text, 25 restartPolicyRules []ContainerRestartRule,
  9 volumeMounts []VolumeMount, 21 volumeDevices []VolumeDevice, 10 livenessProbe Probe, 11 readinessProbe Probe,
  22 startupProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath? text, 20 terminationMessagePolicy? text,
  14 imagePullPolicy? text, 15 securityContext SecurityContext, 16 stdin? bool, 17 stdinOnce? bool, 18 tty? bool
EphemeralContainer: 1 . EphemeralContainerCommon, 2 targetContainerName? text
Sysctl: 1 name text, 2 value text
PodSecurityContext: 1 seLinuxOptions SELinuxOptions, 8 windowsOptions WindowsSecurityContextOptions, 2 runAsUser int,
  6 runAsGroup int, 3 runAsNonRoot bool, 4 supplementalGroups []int, 12 supplementalGroupsPolicy text, 5 fsGroup int,
  7 sysctls []Sysctl, 9 fsGroupChangePolicy text, 10 seccompProfile SeccompProfile,
  11 appArmorProfile AppArmorProfile, 13 seLinuxChangePolicy text
NodeSelectorRequirement: 1 key text, 2 operator text, 3 values []text
NodeSelectorTerm: 1 matchExpressions []NodeSelectorRequirement, 2 matchFields []NodeSelectorRequirement
NodeSelector: 1 nodeSelectorTerms! []NodeSelectorTerm
PreferredSchedulingTerm: 1 weight int, 2 preference NodeSelectorTerm
NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution NodeSelector,
  2 preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
PodAffinityTerm: 1 labelSelector LabelSelector, 2 namespaces []text, 3 topologyKey text,
  4 namespaceSelector LabelSelector, 5 matchLabelKeys []text, 6 mismatchLabelKeys []text
WeightedPodAffinityTerm: 1 weight int, 2 podAffinityTerm PodAffinityTerm
PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
Affinity: 1 nodeAffinity NodeAffinity, 2 podAffinity PodAffinity, 3 podAntiAffinity PodAntiAffinity
Toleration: 1 key? text, 2 operator? text, 3 value? text, 4 effect? text, 5 tolerationSeconds int
HostAlias: 1 ip text, 2 hostnames []text
PodDNSConfigOption: 1 name? text, 2 value text
PodDNSConfig: 1 nameservers []text, 2 searches []text, 3 options []PodDNSConfigOption
PodReadinessGate: 1 conditionType text
TopologySpreadConstraint: 1 maxSkew int, 2 topologyKey text, 3 whenUnsatisfiable text, 4 labelSelector LabelSelector,
  5 minDomains int, 6 nodeAffinityPolicy text, 7 nodeTaintsPolicy text, 8 matchLabelKeys []text
PodOS: 1 name text
PodSchedulingGate: 1 name text
PodResourceClaim: 1 name text, 3 resourceClaimName text, 4 resourceClaimTemplateName text
PodSchedulingGroup: 1 podGroupName text
PodSpec: 1 volumes []Volume, 20 initContainers []Container, 2 containers! []Container,
  34 ephemeralContainers []EphemeralContainer, 3 restartPolicy? text, 4 terminationGracePeriodSeconds int,
  5 activeDeadlineSeconds int, 6 dnsPolicy? text, 7 nodeSelector {}text, 8 serviceAccountName? text,
  9 serviceAccount? text, 21 automountServiceAccountToken bool, 10 nodeName? text, 11 hostNetwork? bool,
  12 hostPID? bool, 13 hostIPC? bool, 27 shareProcessNamespace bool, 14 securityContext PodSecurityContext,
  15 imagePullSecrets []LocalObjectReference, 16 hostname? text, 17 subdomain? text, 18 affinity Affinity,
  19 schedulerName? text, 22 tolerations []Toleration, 23 hostAliases []HostAlias, 24 priorityClassName? text,
  25 priority int, 26 dnsConfig PodDNSConfig, 28 readinessGates []PodReadinessGate, 29 runtimeClassName text,
  30 enableServiceLinks bool, 31 preemptionPolicy text, 32 overhead {}quantity,
  33 topologySpreadConstraints []TopologySpreadConstraint, 35 setHostnameAsFQDN bool, 36 os PodOS, 37 hostUsers bool,
  38 schedulingGates []PodSchedulingGate, 39 resourceClaims []PodResourceClaim, 40 resources ResourceRequirements,
  41 hostnameOverride text, 43 schedulingGroup PodSchedulingGroup
PodCondition: 1 type text, 7 observedGeneration? int, 2 status text, 3 lastProbeTime time, 4 lastTransitionTime time,
  5 reason? text, 6 message? text
HostIP: 1 ip text
PodIP: 1 ip text
ContainerStateWaiting: 1 reason? text, 2 message? text
ContainerStateRunning: 1 startedAt time
ContainerStateTerminated: 1 exitCode int, 2 signal? int, 3 reason? text, 4 message? text, 5 startedAt time,
  6 finishedAt time, 7 containerID? text
ContainerState: 1 waiting ContainerStateWaiting, 2 running ContainerStateRunning,
  3 terminated ContainerStateTerminated
ImageVolumeStatus: 1 imageRef? text
VolumeStatus: 1 image ImageVolumeStatus
VolumeMountStatus: 1 name text, 2 mountPath text, 3 readOnly? bool, 4 recursiveReadOnly text,
  5 volumeStatus VolumeStatus
LinuxContainerUser: 1 uid int, 2 gid int, 3 supplementalGroups []int
ContainerUser: 1 linux LinuxContainerUser
ResourceHealth: 1 resourceID text, 2 health? text, 6 message text
ResourceStatus: 1 name text, 2 resources []ResourceHealth
ContainerStatus: 1 name text, 2 state ContainerState, 3 lastState ContainerState, 4 ready bool, 5 restartCount int,
  6 image text, 7 imageID text, 8 containerID? text, 9 started bool, 10 allocatedResources {}quantity,
  11 resources ResourceRequirements, 12 volumeMounts []VolumeMountStatus, 13 user ContainerUser,
  14 allocatedResourcesStatus []ResourceStatus, 15 stopSignal text
PodResourceClaimStatus: 1 name text, 2 resourceClaimName text
ContainerExtendedResourceRequest: 1 containerName text, 2 resourceName text, 3 requestName text
PodExtendedResourceClaimStatus: 1 requestMappings! []ContainerExtendedResourceRequest, 2 resourceClaimName text
NodeAllocatableResourceClaimStatus: 1 resourceClaimName text, 2 containers []text, 3 resources! {}quantity
PodStatus: 17 observedGeneration? int, 1 phase? text, 2 conditions []PodCondition, 3 message? text, 4 reason? text,
  11 nominatedNodeName? text, 5 hostIP? text, 16 hostIPs []HostIP, 6 podIP? text, 12 podIPs []PodIP, 7 startTime time,
  10 initContainerStatuses []ContainerStatus, 8 containerStatuses []ContainerStatus, 9 qosClass? text,
  13 ephemeralContainerStatuses []ContainerStatus, 14 resize? text, 15 resourceClaimStatuses []PodResourceClaimStatus,
  18 extendedResourceClaimStatus PodExtendedResourceClaimStatus, 19 allocatedResources {}quantity,
  20 resources ResourceRequirements, 21 nodeAllocatableResourceClaimStatuses []NodeAllocatableResourceClaimStatus
Pod: 1 metadata ObjectMeta, 2 spec PodSpec, 3 status PodStatus
`;
