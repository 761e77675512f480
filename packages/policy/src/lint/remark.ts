/** What can be wrong with policies that load. */
export type PolicyRemarkCode =
  | 'agent-approves'
  | 'agent-changes-unapproved'
  | 'anybody-deletes'
  | 'anybody-writes'
  | 'approval-never-expires'
  | 'approval-of-another-plan'
  | 'approver-without-key'
  | 'deadlock'
  | 'evaluation-fails'
  | 'never-decides'
  | 'never-fires'
  | 'not-monotone'
  | 'prod-delete-unapproved'
  | 'role-not-held'
  | 'role-not-used'
  | 'self-approval'
  | 'stored-key-changes';

/** One thing that is wrong with policies that load, or with their data. */
export interface PolicyRemark {
  /** An `error` is a hole; a `warning` may be meant. */
  readonly severity: 'error' | 'warning';
  readonly code: PolicyRemarkCode;
  /** One sentence, with an example where there is one. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  readonly file: string;
  /** From 1; null where it is about the data as a whole. */
  readonly line: number | null;
  readonly column: number | null;
}
