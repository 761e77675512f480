import { type EvidenceRef, type Finding, proofTiers, type Severity, severities } from '@cloudops/spec';
import { compareFindings, roleRank, toFinding } from '../evidence/finding.ts';
import { compareText } from '../evidence/read.ts';
import { findingId, instanceOf } from '../evidence/subject.ts';
import { type Draft, draftKey } from './draft.ts';
import { codePriority } from './registry.ts';

/**
 * Joins drafts into findings: one per object for its faults (further codes under `also`), one for its symptoms; hints of
 * an object with a fault join that fault. Then ties each fault to the symptoms that it explains. Sorted by role, severity, id.
 */
export function fold(drafts: readonly Draft[], target: string): readonly Finding[] {
  const groups = Map.groupBy(drafts, groupOf);
  for (const [name, hints] of groups) {
    const fault = groups.get(name.replace(/^hint /, 'fault '));
    if (!name.startsWith('hint ') || fault === undefined) continue;
    fault.push(...hints);
    groups.delete(name);
  }
  const merged = [...groups.values()].flatMap((group) => (group[0]?.role === 'hint' ? group : [merge(group)]));
  const byKey = new Map<string, string>();
  for (const one of merged) {
    for (const code of [one.code, ...alsoOf(one)])
      byKey.set(draftKey(code, one.subject), findingId(one.code, one.subject, target));
  }
  const symptoms = new Set(
    merged.filter(({ role }) => role === 'symptom').map((one) => findingId(one.code, one.subject, target)),
  );
  return merged.map((one) => tie(one, { target, byKey, symptoms })).sort(compareFindings);
}

function groupOf({ role, subject }: Draft): string {
  return `${role} ${instanceOf(subject)}`;
}

/** Draft with the codes that it swallowed. */
interface Merged extends Draft {
  readonly also?: readonly string[];
}

function alsoOf(one: Merged): readonly string[] {
  return one.also ?? [];
}

function rankOf({ code }: Draft): number {
  const rank = codePriority.indexOf(code);
  return rank < 0 ? codePriority.length : rank;
}

function merge(group: readonly Draft[]): Merged {
  const sorted = [...group].sort(
    (a, b) => roleRank[a.role] - roleRank[b.role] || rankOf(a) - rankOf(b) || compareText(a.code, b.code),
  );
  const [first, ...others] = sorted as [Draft, ...Draft[]];
  const leading = sorted.filter(({ role }) => role === first.role);
  // A hint proves nothing of the fault it joins, so only faults count as tiers.
  const tiers = [...new Set(leading.flatMap((one) => tiersOf(one)))].sort((a, b) => tierRank(a) - tierRank(b));
  const severity = worst(leading.map((one) => one.severity));
  return {
    ...first,
    also: [...new Set(others.map(({ code }) => code))].filter((code) => code !== first.code).sort(),
    tier: tiers[0] ?? first.tier,
    severity: first.role === 'fault' && tiers.length > 1 ? raise(severity) : severity,
    instances: [...new Set(leading.flatMap(({ instances }) => instances))],
    detail: [first.detail, ...leading.slice(1).map(({ detail }) => detail)].join(' '),
    evidence: unique(sorted.flatMap(({ evidence }) => evidence)),
    explains: sorted.flatMap(({ explains }) => explains),
    since: sorted.find(({ since }) => since !== null)?.since ?? null,
    remediations: uniqueBy(
      leading.flatMap(({ remediations }) => remediations),
      ({ title }) => title,
    ),
    data: tiers.length > 1 ? { ...mergeData(sorted), tiers } : mergeData(sorted),
  };
}

function mergeData(sorted: readonly Draft[]): Draft['data'] {
  return Object.assign({}, ...[...sorted].reverse().map(({ data }) => data));
}

/** A rollout rests on the figure of what is wrong and on the time at once. */
function tiersOf({ code, tier }: Draft): readonly Draft['tier'][] {
  return code === 'CPU-106' && tier !== 'correlation' ? [tier, 'correlation'] : [tier];
}

function tierRank(tier: Draft['tier']): number {
  return proofTiers.indexOf(tier);
}

function worst(all: readonly Severity[]): Severity {
  return severities.find((severity) => all.includes(severity)) ?? 'info';
}

/** One step up, never to critical: that is for what a single figure says by itself. */
function raise(severity: Severity): Severity {
  if (severity === 'critical' || severity === 'high') return severity;
  return severities[severities.indexOf(severity) - 1] ?? severity;
}

function unique(evidence: readonly EvidenceRef[]): readonly EvidenceRef[] {
  return uniqueBy(evidence, ({ step, pointer }) => `${step}${pointer}`);
}

function uniqueBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

interface Ties {
  readonly target: string;
  readonly byKey: ReadonlyMap<string, string>;
  readonly symptoms: ReadonlySet<string>;
}

function tie(one: Merged, { target, byKey, symptoms }: Ties): Finding {
  const id = findingId(one.code, one.subject, target);
  const instances = [...new Set(one.instances)].sort();
  const explained = one.explains
    .flatMap((key) => byKey.get(key) ?? [])
    .filter((other) => other !== id && symptoms.has(other));
  const cause_of = one.role === 'hint' ? [] : [...new Set(explained)].sort();
  return toFinding({ ...one, instances }, { id, also: alsoOf(one), cause_of, target });
}
