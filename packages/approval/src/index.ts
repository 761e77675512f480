// For everybody who approves plans, or checks that they were approved.

export { createSshAgentSigner, type SshAgentOptions } from './agent/ssh-agent-signer.ts';
export { type CreateApprovalOptions, createApproval } from './create-approval.ts';
export { type CreateRevocationOptions, createRevocation } from './create-revocation.ts';
// For authors of other tools and signers.
export { type OpenedEnvelope, openEnvelope } from './envelope/open-envelope.ts';
export { encodePae, statementType } from './envelope/pae.ts';
export { type ParsedEnvelope, parseEnvelope } from './envelope/parse-envelope.ts';
export { sealEnvelope } from './envelope/seal-envelope.ts';
export { type SigstoreBundle, toSigstoreBundle } from './envelope/sigstore-bundle.ts';
export type { ApprovalErrorCode } from './errors.ts';
export { type JsonLimits, parseStrictJson, type StrictJson } from './json/parse-strict-json.ts';
export { type PublicKey, parsePublicKey } from './key/public-key.ts';
export { planBlob } from './plan-blob.ts';
export { type CommandSignerOptions, createCommandSigner } from './signer/command-signer.ts';
export { type GeneratedKey, generateKeyFile, type KeyFileOptions, openKeyFile } from './signer/key-file.ts';
export { createKeychainSigner, type KeychainOptions } from './signer/keychain-signer.ts';
export type { Signer } from './signer/signer.ts';
export {
  type ApprovalPredicate,
  type ApprovalStatement,
  type ApprovedScope,
  approvalStatementSchema,
} from './statement/approval-statement.ts';
export { approvalPredicateType, revocationPredicateType } from './statement/predicate.ts';
export { type ReadStatement, readStatement } from './statement/read-statement.ts';
export {
  type RevocationPredicate,
  type RevocationStatement,
  revocationStatementSchema,
} from './statement/revocation-statement.ts';
export type { Person } from './verification/people.ts';
export type {
  ApprovalVerdict,
  CountedApproval,
  CountedRevocation,
  RefusalKind,
  RefusedApproval,
} from './verification/verdict.ts';
export { type VerifyApprovalsOptions, verifyApprovals } from './verification/verify-approvals.ts';
