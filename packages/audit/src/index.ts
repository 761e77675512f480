// For whoever writes and reads a log.
export { createAuditId } from './audit-id.ts';
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
export { type ExportedTiles, exportTiles } from './tiles.ts';
