import type {
  EvidenceRef,
  FindingDefinition,
  FindingRole,
  Json,
  NotChecked,
  ProofTier,
  Remediation,
  RuledOut,
  Severity,
} from '@cloudops/spec';
import type { ExposureBook } from './exposure/exposure.ts';
import type { NetworkModel } from './model/model.ts';

/** What a draft is about: the object whose change would fix it. */
export interface Subject {
  readonly account: string;
  readonly region: string;
  /** Such as `SecurityGroup`, `NetworkAcl`, `DBInstance`. */
  readonly kind: string;
  readonly name: string;
}

/** A finding before it has an id. Of several drafts with one code and subject the first is kept. */
export interface Draft {
  readonly code: string;
  readonly also: readonly string[];
  readonly role: FindingRole;
  readonly tier: ProofTier;
  readonly severity: Severity;
  readonly subject: Subject;
  /** `Kind/region/name`. */
  readonly instances: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly remediations: readonly Remediation[];
  /** `vpc_id` and `group_id`, where given, are what scope is held against. */
  readonly data: Readonly<Record<string, Json>>;
}

/** A definition with where the rule comes from. */
export interface NetworkFindingDefinition extends FindingDefinition {
  readonly source: string;
}

/** What a rule saw. */
export interface Observation {
  readonly drafts: readonly Draft[];
  readonly ruledOut?: readonly RuledOut[];
  /** Only what the rule itself knows to be missing; unread steps are reported once for all rules. */
  readonly notChecked?: readonly NotChecked[];
}

/** Some codes and the pure function that decides them. */
export interface NetworkRule {
  readonly definitions: readonly NetworkFindingDefinition[];
  /** @param exposures what groups open, computed once for all rules. */
  inspect(model: NetworkModel, exposures: ExposureBook): Observation;
}

/** What every draft must state; the rest has a neutral default. */
export type DraftParts = Pick<Draft, 'code' | 'severity' | 'subject' | 'title' | 'detail' | 'evidence'> &
  Partial<Draft>;

/** Completes a draft: a fault proven by the objects themselves, its own subject its instance, nothing proposed. */
export function draft(parts: DraftParts): Draft {
  return {
    also: [],
    role: 'fault',
    tier: 'contradiction',
    instances: [instanceOf(parts.subject)],
    remediations: [],
    data: {},
    ...parts,
  };
}

/** `Kind/region/name`. */
export function instanceOf({ kind, region, name }: Subject): string {
  return `${kind}/${region}/${name}`;
}
