import type {
  AuditApproval,
  AuditRecord,
  AuditStep,
  Decision,
  Json,
  Playbook,
  PlaybookInput,
  Run,
} from '@cloudops/spec';

/** What became of a run's steps, without what they read. */
export function toAuditSteps({ plan, results }: Pick<Run, 'plan' | 'results'>): readonly AuditStep[] {
  const risks = new Map(plan.steps.map((step) => [step.id, step.risk_level]));
  return results.map(({ step, action, status, reason, digest, duration_ms, calls }) => ({
    id: step,
    action,
    // A step that is not in the plan must not look harmless.
    risk_level: risks.get(step) ?? 'delete',
    status,
    ...(reason === undefined ? {} : { reason: reason.kind }),
    evidence: digest,
    duration_ms: Math.max(0, duration_ms),
    calls,
  }));
}

/** A decision as a record keeps it, with whose yes it counted. */
export function toAuditPolicy(
  { outcome, steps, policy_digest, engine }: Decision,
  approvals: readonly AuditApproval[] = [],
): NonNullable<AuditRecord['policy']> {
  const missing = steps.flatMap(({ requirement }) => requirement ?? []);
  const count = missing.reduce((most, requirement) => Math.max(most, requirement.count), 0);
  const roles = [...new Set(missing.flatMap((requirement) => requirement.roles))].sort();
  return {
    outcome,
    policies: [...new Set(steps.flatMap((step) => step.policies))].sort(),
    policy_digest,
    engine,
    ...(missing.length === 0 ? {} : { requirement: { count, roles } }),
    ...(approvals.length === 0 ? {} : { approvals }),
  };
}

/** What inputs are checked against. */
export interface InputOptions {
  /** What the playbook declares: nothing else is kept. */
  readonly declared: Playbook['inputs'];
  /** The log's own, for what must not be shown. */
  fingerprint(text: string): Promise<string>;
}

/**
 * A plan's inputs as a record may keep them: numbers, truths, durations and what the playbook itself spells out. All
 * else is somebody's words and kept by its fingerprint, under which the same value can be found again.
 */
export async function toAuditInputs(
  inputs: Readonly<Record<string, Json>>,
  { declared, fingerprint }: InputOptions,
): Promise<Readonly<Record<string, Json>>> {
  const names = Object.keys(inputs)
    .filter((name) => Object.hasOwn(declared, name))
    .sort();
  const kept = names.map(async (name) => {
    const value = inputs[name] ?? null;
    return [name, isSpelledOut(value, declared[name]) ? value : await fingerprint(toText(value))] as const;
  });
  return Object.fromEntries(await Promise.all(kept));
}

function isSpelledOut(value: Json, input: PlaybookInput | undefined): boolean {
  if (typeof value !== 'string') return value === null || typeof value !== 'object';
  if (input?.type === 'duration') return /^P[0-9.,YMWDTHS]{1,40}$/.test(value);
  return value === input?.default || (input?.choices ?? []).includes(value);
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
