/**
 * What makes pods. Form: {@link parseMessages}.
 * Source: the `json` and `protobuf` tags of k8s.io/api v0.36.3 (Apache-2.0).
 */
export const workloadMessages: string = `
PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
ReplicaSetSpec: 1 replicas int, 4 minReadySeconds? int, 2 selector LabelSelector, 3 template PodTemplateSpec
ReplicaSetCondition: 1 type text, 2 status text, 3 lastTransitionTime time, 4 reason? text, 5 message? text
ReplicaSetStatus: 1 replicas int, 2 fullyLabeledReplicas? int, 4 readyReplicas? int, 5 availableReplicas? int,
  7 terminatingReplicas int, 3 observedGeneration? int, 6 conditions []ReplicaSetCondition
ReplicaSet: 1 metadata ObjectMeta, 2 spec ReplicaSetSpec, 3 status ReplicaSetStatus
RollingUpdateDeployment: 1 maxUnavailable intOrString, 2 maxSurge intOrString
DeploymentStrategy: 1 type? text, 2 rollingUpdate RollingUpdateDeployment
DeploymentSpec: 1 replicas int, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy,
  5 minReadySeconds? int, 6 revisionHistoryLimit int, 7 paused? bool, 9 progressDeadlineSeconds int
DeploymentCondition: 1 type text, 2 status text, 6 lastUpdateTime time, 7 lastTransitionTime time, 4 reason? text,
  5 message? text
DeploymentStatus: 1 observedGeneration? int, 2 replicas? int, 3 updatedReplicas? int, 7 readyReplicas? int,
  4 availableReplicas? int, 5 unavailableReplicas? int, 9 terminatingReplicas int, 6 conditions []DeploymentCondition,
  8 collisionCount int
Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
RollingUpdateDaemonSet: 1 maxUnavailable intOrString, 2 maxSurge intOrString
DaemonSetUpdateStrategy: 1 type? text, 2 rollingUpdate RollingUpdateDaemonSet
DaemonSetSpec: 1 selector LabelSelector, 2 template PodTemplateSpec, 3 updateStrategy DaemonSetUpdateStrategy,
  4 minReadySeconds? int, 6 revisionHistoryLimit int
DaemonSetCondition: 1 type text, 2 status text, 3 lastTransitionTime time, 4 reason? text, 5 message? text
DaemonSetStatus: 1 currentNumberScheduled int, 2 numberMisscheduled int, 3 desiredNumberScheduled int,
  4 numberReady int, 5 observedGeneration? int, 6 updatedNumberScheduled? int, 7 numberAvailable? int,
  8 numberUnavailable? int, 9 collisionCount int, 10 conditions []DaemonSetCondition
DaemonSet: 1 metadata ObjectMeta, 2 spec DaemonSetSpec, 3 status DaemonSetStatus
PodFailurePolicyOnExitCodesRequirement: 1 containerName text, 2 operator text, 3 values! []int
PodFailurePolicyOnPodConditionsPattern: 1 type text, 2 status text
PodFailurePolicyRule: 1 action text, 2 onExitCodes PodFailurePolicyOnExitCodesRequirement,
  3 onPodConditions []PodFailurePolicyOnPodConditionsPattern
PodFailurePolicy: 1 rules! []PodFailurePolicyRule
SuccessPolicyRule: 1 succeededIndexes text, 2 succeededCount int
SuccessPolicy: 1 rules! []SuccessPolicyRule
JobSpec: 1 parallelism int, 2 completions int, 3 activeDeadlineSeconds int, 11 podFailurePolicy PodFailurePolicy,
  16 successPolicy SuccessPolicy, 7 backoffLimit int, 12 backoffLimitPerIndex int, 13 maxFailedIndexes int,
  4 selector LabelSelector, 5 manualSelector bool, 6 template PodTemplateSpec, 8 ttlSecondsAfterFinished int,
  9 completionMode text, 10 suspend bool, 14 podReplacementPolicy text, 15 managedBy text
JobCondition: 1 type text, 2 status text, 3 lastProbeTime time, 4 lastTransitionTime time, 5 reason? text,
  6 message? text
UncountedTerminatedPods: 1 succeeded []text, 2 failed []text
JobStatus: 1 conditions []JobCondition, 2 startTime time, 3 completionTime time, 4 active? int, 5 succeeded? int,
  6 failed? int, 11 terminating int, 7 completedIndexes? text, 10 failedIndexes text,
  8 uncountedTerminatedPods UncountedTerminatedPods, 9 ready int
Job: 1 metadata ObjectMeta, 2 spec JobSpec, 3 status JobStatus
`;
