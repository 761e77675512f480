import { type Finding, severities } from '@cloudops/spec';
import { printable } from '../printable.ts';
import { isFeasible } from './feasible.ts';
import { compareText } from './read.ts';
import { resourceOf, type Subject } from './subject.ts';

/** More instances than this are counted, not named. */
const mostInstances = 50;
/** Faults before symptoms before hints. */
export const roleRank: Readonly<Record<Finding['role'], number>> = { fault: 0, symptom: 1, hint: 2 };

/** What a draft of either analysis holds of a finding. */
type Told = Pick<Finding, 'code' | 'role' | 'tier' | 'severity' | 'title' | 'detail' | 'evidence' | 'since'> &
  Pick<Finding, 'instances' | 'remediations'> & {
    readonly subject: Subject;
    readonly touchesUsers: boolean | null;
    readonly data: NonNullable<Finding['data']>;
  };

/** What only joining knows. */
type Tied = Pick<Finding, 'id' | 'also' | 'cause_of'> & { readonly target: string };

/**
 * A draft as a finding. Names in sentences come from the cluster and are made fit for them here; evidence keeps them as
 * they were read.
 */
export function toFinding(one: Told, { id, also, cause_of, target }: Tied): Finding {
  const { instances } = one;
  const data = instances.length > mostInstances ? { ...one.data, instances_total: instances.length } : one.data;
  return {
    id,
    code: one.code,
    also,
    role: one.role,
    tier: one.tier,
    severity: one.severity,
    resource: resourceOf(one.subject, target),
    instances: instances.slice(0, mostInstances),
    title: printable(one.title, 300),
    detail: printable(one.detail, 4000),
    evidence: one.evidence,
    cause_of,
    touches_users: one.touchesUsers,
    since: one.since,
    remediations: one.remediations
      .filter(isFeasible)
      .map((way) => ({ ...way, title: printable(way.title), undo: printable(way.undo) })),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

/** By role, severity, id. */
export function compareFindings(a: Finding, b: Finding): number {
  const severity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return roleRank[a.role] - roleRank[b.role] || severity || compareText(a.id, b.id);
}
