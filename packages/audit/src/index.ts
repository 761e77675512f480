// For whoever writes and reads a log.

// For whoever watches and reports.
export { type Alert, type AlertRule, type AlertRules, defaultAlertRules } from './alerts/alert.ts';
export { deliverAlerts } from './alerts/deliver-alerts.ts';
export { type AlertOptions, findAlerts } from './alerts/find-alerts.ts';
// For whoever sends something to a webhook.
export {
  type Delivery,
  deliverToWebhook,
  refuseWebhookUrl,
  type WebhookMessage,
  type WebhookOptions,
} from './alerts/webhook.ts';
// For whoever keeps checkpoints outside.
export type { Anchoring, AnchorSubmission, CheckpointAnchor } from './anchors/anchor.ts';
export type { Anchorage } from './anchors/anchorage.ts';
export type { AnchorCheck } from './anchors/check.ts';
export { createFileAnchor, type FileAnchorOptions } from './anchors/file-anchor.ts';
export { createGitAnchor, type GitAnchorOptions } from './anchors/git-anchor.ts';
export type { RequestPort } from './anchors/http.ts';
export { createObjectAnchor, type ObjectAnchorOptions, type ObjectStore } from './anchors/object-anchor.ts';
export type { AnchorOutcome } from './anchors/publish.ts';
export type { AnchorReceipt } from './anchors/receipts.ts';
export { createS3Store, type ObjectLock, type S3StoreOptions } from './anchors/s3-store.ts';
export type { AwsKeys } from './anchors/signature-v4.ts';
export { createWitnessAnchor, type WitnessAnchorOptions } from './anchors/witness-anchor.ts';
export { createAuditId } from './audit-id.ts';
export { type EraseOptions, type Erasure, eraseSubject } from './erasure/erase-subject.ts';
export { protectAuditLog } from './erasure/protect-audit-log.ts';
export {
  isPseudonym,
  openSubjectKeys,
  type SubjectKey,
  type SubjectKeyOptions,
  type SubjectKeys,
} from './erasure/subject-keys.ts';
export type { AuditErrorCode } from './errors.ts';
export { type ExportForm, type ExportOptions, exportForms, exportRecords } from './export/export-records.ts';
export type {
  Anchor,
  AppendedRecord,
  AuditLog,
  AuditLogOptions,
  LoggedFacets,
  LoggedRecord,
  LogSnapshot,
  RecordFilter,
  RecordFilters,
  RecordQuery,
  Verification,
  VerifyOptions,
} from './log/audit-log.ts';
export type { Cut } from './log/cut.ts';
export { openAuditLog } from './log/open-audit-log.ts';
export { warnWhenUnwritable } from './log/warning-log.ts';
// For whoever proves or checks something about a log: witnesses, mirrors, auditors.
export { emptyRoot, leafHash, nodeHash } from './merkle/hash.ts';
export { createTreeNodes } from './merkle/memory-tree.ts';
export {
  type ConsistencyProofOptions,
  consistencyProof,
  type InclusionProofOptions,
  inclusionProof,
  type MerkleProof,
} from './merkle/proof.ts';
export { merkleRoot, type TreeNodes } from './merkle/tree.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './merkle/verify-proof.ts';
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './note/checkpoint.ts';
export { readCosignature } from './note/cosignature.ts';
export { type OpenedNote, openNote, signNote } from './note/note.ts';
export {
  createNoteSigner,
  type NoteSigner,
  type NoteVerifier,
  parseVerifierKey,
  parseWitnessKey,
} from './note/note-key.ts';
export { type FollowOptions, followRecords } from './reading/follow-records.ts';
export { markUnknownOutcome, unknownOutcome } from './reading/mark-unknown-outcomes.ts';
export { readStory, type StoryLookup } from './reading/read-story.ts';
export type { Story, StoryDecision, StoryEvent } from './reading/story.ts';
// For whoever makes records.
export { type CommandFacts, createCommandRecord, type RecordContext, toAuditUser } from './records/command-record.ts';
export { type InputOptions, toAuditInputs, toAuditPolicy, toAuditSteps } from './records/run-facts.ts';
export { type ArchiveOptions, type Archiving, archiveRecords } from './retention/archive-records.ts';
export type { ArchivedRange } from './retention/archived-ranges.ts';
export { type CutOptions, type Cutting, cutRecords } from './retention/cut-records.ts';
export { type ArchiveVerification, verifyArchive } from './retention/verify-archive.ts';
export { findSecrets, type MaskedText, maskSecrets, type SecretFinding } from './secrets/find-secrets.ts';
export { computeStatistics, type StatisticsOptions } from './statistics/compute-statistics.ts';
export { type Counted, countLog, type LogCounters } from './statistics/log-counters.ts';
export { toPrometheus } from './statistics/prometheus.ts';
export { renderCounters } from './statistics/render-counters.ts';
export type {
  Durations,
  ErrorCount,
  Rate,
  Statistics,
  StatisticsRow,
  StatisticsSeries,
} from './statistics/statistics.ts';
export { type ExportedTiles, exportTiles } from './tiles.ts';
