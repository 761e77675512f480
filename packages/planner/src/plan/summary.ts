import type { Plan, RiskLevel, Step } from '@cloudops/spec';

/** A plan's content from which its summary is written. */
export type Summarised = Omit<Plan, 'id' | 'human_summary'>;

/** Three to eight plain lines: what is read, where, what is changed, how long, at what cost. */
export function summarise(plan: Summarised, title: string): string {
  const lines = [
    `${title} (${plan.playbook.id} ${plan.playbook.version})`,
    `Steps: ${plan.steps.length}, with ${actionsOf(plan.steps)}.`,
    `Where: ${plan.targets.map((target) => `${target.provider} ${target.name} (${target.environment})`).join(', ')}.`,
    changes(plan.steps),
    `Takes about ${duration(plan.estimated_duration_sec)}; ${cost(plan.estimated_cost_usd)}.`,
  ];
  const given = Object.entries(plan.inputs).filter(([, value]) => value !== null);
  if (given.length > 0) {
    lines.push(`Inputs: ${given.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}.`);
  }
  if (plan.skipped.length > 0) lines.push(`Left out: ${plan.skipped.map(({ id }) => id).join(', ')}.`);
  return lines.map(oneLine).join('\n');
}

function actionsOf(steps: readonly Step[]): string {
  return [...new Set(steps.map((step) => step.action))].sort().join(', ');
}

function changes(steps: readonly Step[]): string {
  const named = (risk: RiskLevel) => steps.filter((step) => step.risk_level === risk).map((step) => step.id);
  const writes = named('write');
  const deletes = named('delete');
  if (writes.length + deletes.length === 0) return 'Nothing is changed: every step only reads.';
  const parts = [
    ...(writes.length > 0 ? [`${writes.join(', ')} will write`] : []),
    ...(deletes.length > 0 ? [`${deletes.join(', ')} will delete`] : []),
  ];
  return `Changes something: ${parts.join('; ')}.`;
}

function duration(seconds: number): string {
  if (seconds < 1) return 'a second';
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return `${Math.ceil(seconds / 60)} min`;
}

function cost(dollars: number): string {
  return dollars === 0 ? 'no charge expected' : `about ${dollars} USD in API charges`;
}

/** Names of targets and inputs come from outside: no control characters, no endless lines. */
function oneLine(line: string): string {
  const clean = line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return clean.length <= 400 ? clean : `${clean.slice(0, 399).toWellFormed()}…`;
}
