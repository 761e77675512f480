// For everybody who builds on CloudOps.

// For authors of providers, stages and tools.
export {
  type AuditApproval,
  type AuditChange,
  type AuditEvent,
  type AuditIdentity,
  type AuditRecord,
  type AuditStep,
  type AuditUser,
  auditEvents,
  auditRecordSchema,
  type SealedBox,
} from './audit-record.ts';
export {
  type ChangeMark,
  type ChangeOutcome,
  type ChangeProtocol,
  type ChangeSighting,
  type ChangeState,
  type ChangeVerification,
  changeOutcomeSchema,
  changeSightingSchema,
  changeVerificationSchema,
  type Observation,
  type ObservedObject,
  observationSchema,
  type PlannedChange,
  type PlannedStepChange,
  plannedChangeSchema,
} from './change.ts';
export type { Clock } from './clock.ts';
export {
  type ApprovalRequirement,
  approvalRequirementSchema,
  type Decision,
  type DecisionOutcome,
  decisionSchema,
  type Principal,
  principalSchema,
  type StepDecision,
} from './decision.ts';
export { CloudOpsError, type CloudOpsErrorOptions, type ErrorSource } from './error.ts';
export {
  type Evidence,
  type EvidenceStatus,
  type StepResult,
  type StepStatus,
  stepResultSchema,
  type UnknownKind,
  type UnknownReason,
  unknownKinds,
} from './evidence.ts';
export type { ExpressionEvaluator, ExpressionScope } from './expressions.ts';
export {
  type Analysis,
  analysisSchema,
  type EvidenceRef,
  evidenceRefSchema,
  type Figure,
  type Finding,
  type FindingDefinition,
  type FindingRole,
  figureSchema,
  findingSchema,
  type NotChecked,
  notCheckedSchema,
  type ProofTier,
  proofTiers,
  type Remediation,
  type RuledOut,
  remediationSchema,
  ruledOutSchema,
  type Severity,
  severities,
} from './finding.ts';
export {
  type Choice,
  type Intent,
  type IntentOutcome,
  type IntentTarget,
  intentSchema,
  type ParserUse,
} from './intent.ts';
export type { Json, JsonObject } from './json.ts';
export {
  type ActionDescriptor,
  type LowerRisk,
  type Plan,
  type PlanningWorld,
  planSchema,
  type Step,
  type Target,
} from './plan.ts';
export {
  type Envelope,
  envelopeSchema,
  maximumPlanFileBytes,
  type PlanFile,
  type PreflightCheck,
  planFileSchema,
} from './plan-file.ts';
export {
  type Catalog,
  type CatalogEntry,
  type Playbook,
  type PlaybookInput,
  type PlaybookInputFormat,
  type PlaybookInputType,
  type PlaybookMetadata,
  type PlaybookStep,
  type PlaybookTrigger,
  playbookSchema,
  type RiskLevel,
} from './playbook.ts';
export {
  type CreatePluginProvider,
  type PluginCommand,
  type PluginCommandContext,
  type PluginManifest,
  type PluginNetwork,
  type PluginProvider,
  type PluginProviderContext,
  pluginManifestSchema,
  type RunPluginCommand,
} from './plugin.ts';
export {
  type Action,
  type ActionContext,
  type ActionProgress,
  type ChangeAction,
  defineAction,
  defineChange,
  defineProvider,
  type Grant,
  type Permission,
  type Provider,
  type RiskByInput,
} from './provider.ts';
export { type Cause, type Report, type ReportedChange, type ReportStatus, reportSchema } from './report.ts';
export { type ResourceRef, resourceRefSchema } from './resource.ts';
export { type Run, type RunStatus, runSchema, type Ticket } from './run.ts';
export type { WireRequest, WireResponse, WireTransport } from './wire.ts';
export { type Exchange, type RecordedResponse, type World, worldSchema } from './world.ts';
