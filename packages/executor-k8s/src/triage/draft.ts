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
import type { Topic } from './input.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** What a draft explains: symptoms that show at an instance. */
export interface Explanation {
  /** `Kind/namespace/name` of where the symptom shows: a pod, or its workload for all of the workload's pods. */
  readonly instance: string;
  /** Codes of the symptoms that it can explain; left out = whatever shows there. */
  readonly codes?: readonly string[];
  /** How, such as "mounts it". */
  readonly mechanism: string;
}

/** What an analyzer saw, before it is joined with what others saw. */
export interface Draft {
  readonly code: string;
  readonly role: FindingRole;
  readonly tier: ProofTier;
  readonly severity: Severity;
  /** The object whose change would fix it; of a symptom the workload or object that suffers. */
  readonly subject: Subject;
  /** Where it shows, as `Kind/namespace/name`. A symptom states one pod (or object) per draft: joining groups them. */
  readonly instances: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly explains: readonly Explanation[];
  readonly touchesUsers: boolean | null;
  /** Codes of others that tell the same; joining fills it. */
  readonly also?: readonly string[];
  /** ISO 8601; null when the data does not show it. */
  readonly since: string | null;
  readonly remediations: readonly Remediation[];
  readonly data: Readonly<Record<string, Json>>;
}

/** A definition with what documentation needs besides. */
export interface TriageFindingDefinition extends FindingDefinition {
  /** The figures that decide, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Where the rule comes from. */
  readonly source: string;
}

/** A cause that was considered and is not it; `subject` when it is about one object. */
export interface RuledOutDraft extends RuledOut {
  readonly subject?: Subject;
}

/** What one analyzer saw. */
export interface Observation {
  readonly drafts: readonly Draft[];
  readonly ruledOut?: readonly RuledOutDraft[];
}

/** A pure function over the snapshot with the codes it decides. */
export interface Analyzer {
  /** Its file's name, such as `missing-reference`. */
  readonly name: string;
  readonly topic: Topic;
  readonly definitions: readonly TriageFindingDefinition[];
  inspect(snapshot: Snapshot): Observation;
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

/** A time in milliseconds as drafts state it. */
export function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
