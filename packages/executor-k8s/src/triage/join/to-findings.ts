import { type Finding, severities } from '@cloudops/spec';
import { compareText } from '../../evidence/read.ts';
import { findingId, instanceOf, resourceOf } from '../../evidence/subject.ts';
import { printable } from '../../printable.ts';
import type { Joined } from './join.ts';

/** More instances than this are counted, not named. */
const mostInstances = 50;
const roleRank = { fault: 0, symptom: 1, hint: 2 } as const;

/** Findings with ids, sorted by role, severity, id. Text from the cluster is made fit for a sentence here. */
export function toFindings(joined: readonly Joined[], target: string): readonly Finding[] {
  const twins = Map.groupBy(joined, ({ code, subject }) => `${code}|${instanceOf(subject)}`);
  const ids = new Map(
    joined.map((one) => {
      const isAlone = one.discriminator === '' || twins.get(`${one.code}|${instanceOf(one.subject)}`)?.length === 1;
      // The plain id, but where several groups would share it.
      return [one.key, findingId(isAlone ? one.code : `${one.code}\n${one.discriminator}`, one.subject, target)];
    }),
  );
  return joined.map((one) => toFinding(one, ids, target)).sort(compareFindings);
}

function toFinding(one: Joined, ids: ReadonlyMap<string, string>, target: string): Finding {
  const instances = one.instances.map((instance) => printable(instance, 300));
  const data = instances.length > mostInstances ? { ...one.data, instances_total: instances.length } : one.data;
  return {
    id: ids.get(one.key) ?? '',
    code: one.code,
    also: one.also ?? [],
    role: one.role,
    tier: one.tier,
    severity: one.severity,
    resource: resourceOf(one.subject, target),
    instances: instances.slice(0, mostInstances),
    title: printable(one.title, 300),
    detail: printable(one.detail, 4000),
    evidence: one.evidence,
    cause_of: [...one.causeOf].flatMap((key) => ids.get(key) ?? []).sort(),
    touches_users: one.touchesUsers,
    since: one.since,
    remediations: one.remediations.map((way) => ({ ...way, title: printable(way.title), undo: printable(way.undo) })),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

function compareFindings(a: Finding, b: Finding): number {
  const severity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return roleRank[a.role] - roleRank[b.role] || severity || compareText(a.id, b.id);
}
