import type {
  EvidenceRef,
  FindingDefinition,
  FindingRole,
  Json,
  ProofTier,
  Remediation,
  RuledOut,
  Severity,
} from '@cloudops/spec';
import { instanceOf, type Subject } from '../evidence/subject.ts';
import type { Cluster } from './model/cluster.ts';

/** A finding before it is joined with others: explained symptoms are named by key, since ids come last. */
export interface Draft {
  readonly code: string;
  readonly role: FindingRole;
  readonly tier: ProofTier;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly instances: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  /** Keys of {@link draftKey} that this one explains, where they exist. */
  readonly explains: readonly string[];
  readonly touchesUsers: boolean | null;
  readonly since: string | null;
  readonly remediations: readonly Remediation[];
  readonly data: Readonly<Record<string, Json>>;
}

/** A definition with what documentation needs besides. */
export interface CpuFindingDefinition extends FindingDefinition {
  /** The figures that decide, by name, as the defaults state them. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Where the rule comes from. */
  readonly source: string;
}

/** A branch that was considered and is not it; `subject` when it is about one object. */
export interface RuledOutDraft extends RuledOut {
  readonly subject?: Subject;
}

/** What one analyzer saw. */
export interface Observation {
  readonly drafts: readonly Draft[];
  readonly ruledOut: readonly RuledOutDraft[];
}

/** One branch of the decision tree: its codes and the pure function that decides them. */
export interface CpuAnalyzer {
  readonly definitions: readonly CpuFindingDefinition[];
  inspect(cluster: Cluster): Observation;
}

/** What every draft must state; the rest has a neutral default. */
export type DraftParts = Pick<
  Draft,
  'code' | 'role' | 'tier' | 'severity' | 'subject' | 'title' | 'detail' | 'evidence'
> &
  Partial<Draft>;

/** Completes a draft: its own subject is its instance, it explains nothing, proposes nothing. */
export function draft(parts: DraftParts): Draft {
  return {
    instances: [instanceOf(parts.subject)],
    explains: [],
    touchesUsers: null,
    since: null,
    remediations: [],
    data: {},
    ...parts,
  };
}

/** Names a draft by code and subject. */
export function draftKey(code: string, subject: Subject): string {
  return `${code}|${instanceOf(subject)}`;
}
