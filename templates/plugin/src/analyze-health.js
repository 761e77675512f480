/** @import { Analysis, Evidence, Finding, FindingDefinition } from '@cloudops/spec' */
/** @import { Health } from './read-health.js' */
import { createHash } from 'node:crypto';

/**
 * The codes that the analyzer can report, with what they mean: `cloudops findings show` prints this.
 *
 * @type {readonly FindingDefinition[]}
 */
export const findings = [
  {
    code: 'ACME-101',
    title: 'A part of acme is not up',
    role: 'fault',
    severity: 'high',
    decided: 'acme itself says of the part that its status is another than "up".',
    remedy: 'Look at the logs of that part; restart it if it hangs.',
  },
];

/**
 * Judges what was read. Pure: it asks nothing, and the same evidence gives the same findings.
 *
 * @param {{ status: string, output?: Health | null | undefined, reason?: { message: string } | null | undefined }} health
 * @param {string} target
 * @returns {Evidence<Analysis>}
 */
export function analyzeHealth(health, target) {
  if (health.status !== 'present' || health.output == null) {
    const why = health.reason?.message ?? 'The health of acme was not read.';
    const gap = { what: 'the parts of acme', why, needs: 'get /health' };
    const output = { findings: [], ruled_out: [], not_checked: [gap], figures: [] };
    return { status: 'unknown', reason: { kind: 'unavailable', message: why }, output };
  }
  const { components } = health.output;
  const down = components.flatMap((component, index) =>
    component.status === 'up' ? [] : [toFinding(component, index, target)],
  );
  const figures = [
    { group: 'acme', name: 'parts that are up', unit: 'count', value: components.length - down.length },
    { group: 'acme', name: 'parts in all', unit: 'count', value: components.length },
  ];
  return { status: 'present', output: { findings: down, ruled_out: [], not_checked: [], figures } };
}

/**
 * @param {Health['components'][number]} component
 * @param {number} index
 * @param {string} target
 * @returns {Finding}
 */
function toFinding({ name, status }, index, target) {
  return {
    id: `f_${createHash('sha256').update(`ACME-101 ${target} ${name}`).digest('hex').slice(0, 16)}`,
    code: 'ACME-101',
    also: [],
    role: 'fault',
    tier: 'status',
    severity: 'high',
    resource: { provider: 'acme', target, kind: 'Component', name },
    instances: [`Component/${name}`],
    title: `${name} is not up`,
    detail: `acme says that the status of ${name} is "${status}".`,
    evidence: [{ step: 'health', pointer: `/components/${index}/status`, value: status }],
    cause_of: [],
    touches_users: null,
    since: null,
    remediations: [],
  };
}
