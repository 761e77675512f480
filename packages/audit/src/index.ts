// For whoever writes and reads a log.
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
} from './log/audit-log.ts';
export { openAuditLog } from './log/open-audit-log.ts';
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
export { type OpenedNote, openNote, signNote } from './note/note.ts';
export { createNoteSigner, type NoteSigner, type NoteVerifier, parseVerifierKey } from './note/note-key.ts';
// For whoever makes records.
export { type CommandFacts, createCommandRecord, type RecordContext, toAuditUser } from './records/command-record.ts';
export { type InputOptions, toAuditInputs, toAuditPolicy, toAuditSteps } from './records/run-facts.ts';
export { findSecrets, type MaskedText, maskSecrets, type SecretFinding } from './secrets/find-secrets.ts';
export { type ExportedTiles, exportTiles } from './tiles.ts';
