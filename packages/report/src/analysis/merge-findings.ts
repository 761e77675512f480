import { type Finding, type FindingRole, type Json, type ProofTier, proofTiers } from '@cloudops/spec';
import { orderKeys } from '../json/ordered-json.ts';
import {
  compareEvidence,
  compareFindings,
  compareRemediations,
  compareText,
  distinct,
  distinctTexts,
} from './order.ts';

/** One finding, with every tier of proof that the analyzers had for it. */
export interface MergedFinding {
  readonly finding: Finding;
  /** Distinct tiers, strongest first. */
  readonly tiers: readonly ProofTier[];
}

const roles: readonly FindingRole[] = ['fault', 'symptom', 'hint'];

/** Makes one finding out of those with one id, whatever their order, and sorts everything inside. */
export function mergeFindings(findings: readonly Finding[]): readonly MergedFinding[] {
  const byId = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = byId.get(finding.id);
    if (group === undefined) byId.set(finding.id, [finding]);
    else group.push(finding);
  }
  return [...byId.values()].flatMap(mergeGroup).sort((left, right) => compareFindings(left.finding, right.finding));
}

function mergeGroup(group: readonly Finding[]): readonly MergedFinding[] {
  // Title and detail come from the member with the worst severity and the strongest proof.
  const members = distinct(group, compareFindings);
  const [best] = members;
  if (best === undefined) return [];
  const tiers = proofTiers.filter((tier) => members.some((member) => member.tier === tier));
  const { data: _data, ...plain } = best;
  const data = mergeData(members);
  // In order from here on, so that the report shares these parts between its causes and its findings.
  const finding = orderKeys<Finding>({
    ...plain,
    role: roles.find((role) => members.some((member) => member.role === role)) ?? best.role,
    tier: tiers[0] ?? best.tier,
    also: distinctTexts(members.flatMap((member) => [...member.also, member.code])).filter(
      (code) => code !== best.code,
    ),
    instances: distinctTexts(members.flatMap((member) => member.instances)),
    evidence: distinct(
      members.flatMap((member) => member.evidence),
      compareEvidence,
    ),
    cause_of: distinctTexts(members.flatMap((member) => member.cause_of)).filter((id) => id !== best.id),
    touches_users: anyKnown(members.map((member) => member.touches_users)),
    since: distinctTexts(members.flatMap((member) => (member.since === null ? [] : [member.since]))).at(-1) ?? null,
    remediations: distinct(
      members.flatMap((member) => member.remediations),
      compareRemediations,
    ),
    ...(data === null ? {} : { data }),
  });
  return [{ finding, tiers }];
}

function anyKnown(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(true)) return true;
  return values.includes(false) ? false : null;
}

function mergeData(members: readonly Finding[]): Readonly<Record<string, Json>> | null {
  if (members.length === 1) return members[0]?.data ?? null;
  const entries = members.toReversed().flatMap((member) => Object.entries(member.data ?? {}));
  if (entries.length === 0 && members.every((member) => member.data === undefined)) return null;
  return Object.fromEntries(new Map(entries.sort(([left], [right]) => compareText(left, right))));
}
