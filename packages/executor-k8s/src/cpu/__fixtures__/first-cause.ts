import { type Analysis, type Finding, proofTiers } from '@cloudops/spec';

/** Causes as the report ranks them: faults, and symptoms that no fault explains. */
export function causesOf({ findings }: Analysis): readonly Finding[] {
  const explained = new Set(findings.flatMap(({ cause_of }) => cause_of));
  return findings
    .filter(({ role, id }) => role === 'fault' || (role === 'symptom' && !explained.has(id)))
    .sort((a, b) => proofTiers.indexOf(a.tier) - proofTiers.indexOf(b.tier) || b.cause_of.length - a.cause_of.length);
}

/** `CODE Kind/namespace/name` of a finding. */
export function nameOf({ code, resource }: Finding): string {
  return `${code} ${[resource.kind, resource.namespace, resource.name].filter((part) => part !== undefined).join('/')}`;
}
