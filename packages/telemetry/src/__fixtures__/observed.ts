import type { Decision, Finding, Intent, IntentOutcome, Plan, Run, StepResult } from '@cloudops/spec';
import type { Observation, ObservedOutcome } from '../observation.ts';
import type { TelemetryOptions } from '../telemetry.ts';

/** A word that stands in every text that must never leave. */
export const secret = 'hunter2';

/** A question as it was read, full of what must not leave. */
export const intent: Intent = {
  intent_type: 'diagnose',
  target: { resource_type: 'workload', scope: `prod-${secret}`, filters: { namespace: `ns-${secret}` } },
  goal: 'high-cpu',
  confidence: 0.9,
  question: `why is ${secret} slow?`,
  language: 'en',
  parser: { kind: 'anthropic', model: 'claude-x', input_tokens: 900, output_tokens: 40, cost_usd: 0.004 },
};

/** A plan of two steps. */
const plan: Plan = {
  schema_version: 1,
  id: `pln_${'a'.repeat(64)}`,
  playbook: { id: 'k8s-high-cpu', version: '1.2.0', digest: `sha256:${'b'.repeat(64)}` },
  intent,
  inputs: { namespace: `ns-${secret}` },
  targets: [{ provider: 'kubernetes', name: `cluster-${secret}`, environment: `prod-${secret}` }],
  steps: ['pods', 'metrics'].map((id) => ({
    id,
    title: `Read ${secret}`,
    action: id === 'pods' ? 'kubernetes.list' : 'kubernetes.pod-metrics',
    provider: 'kubernetes',
    with: { name: secret },
    needs: [],
    risk_level: 'read',
    timeout_sec: 30,
    retry: { attempts: 1 },
  })),
  skipped: [],
  provider_versions: { kubernetes: '0.1.0' },
  estimated_duration_sec: 3,
  estimated_cost_usd: 0.01,
  human_summary: `Reads ${secret}.`,
};

const decision: Decision = {
  plan_id: plan.id,
  outcome: 'auto-approve',
  why: `because ${secret}`,
  steps: [],
  principal: { id: `os:${secret}`, kind: 'human', established_by: 'os-user', credential: 'unknown' },
  policy_digest: `sha256:${'c'.repeat(64)}`,
  engine: 'cedar 4.13.0',
  errors: [],
  decided_at: '2026-11-09T12:00:00.000Z',
};

const results: readonly StepResult[] = [
  {
    ...{ step: 'pods', action: 'kubernetes.list', status: 'present', output: { name: secret } },
    ...{ digest: `sha256:${'d'.repeat(64)}`, started_at: '2026-11-09T12:00:00.000Z', duration_ms: 40, calls: 3 },
  },
  {
    ...{ step: 'metrics', action: 'kubernetes.pod-metrics', status: 'unknown', digest: null, calls: 1 },
    reason: { kind: 'denied', message: `${secret} may not list pods` },
    ...{ started_at: '2026-11-09T12:00:00.100Z', duration_ms: 20 },
  },
];

const finding: Finding = {
  id: 'f_0123456789abcdef',
  code: 'CPU-104',
  also: [],
  role: 'fault',
  tier: 'figure',
  severity: 'high',
  resource: { provider: 'kubernetes', target: secret, kind: 'Deployment', name: secret },
  instances: [secret],
  title: secret,
  detail: secret,
  evidence: [{ step: 'pods', pointer: '/name', value: secret }],
  cause_of: [],
  touches_users: null,
  since: null,
  remediations: [],
};

const run: Run = {
  schema_version: 1,
  id: 'run_01JDA5Z7Q4',
  plan,
  status: 'partial',
  results,
  started_at: '2026-11-09T12:00:00.000Z',
  finished_at: '2026-11-09T12:00:01.000Z',
  calls: { kubernetes: 4 },
};

const outcome: IntentOutcome = { kind: 'matched', intent, playbook: 'k8s-high-cpu' };

/** The answer to {@link playQuestion}. */
export const answer: ObservedOutcome = {
  kind: 'answered',
  report: { status: 'partial', findings: [finding] },
  ...{ intent, plan, run },
};

/** What an engine tells of a question that is answered in part. */
export function playQuestion(observation: Observation): void {
  observation.onEvent({ kind: 'intent-parsed', outcome });
  observation.onEvent({ kind: 'plan-created', plan });
  observation.onEvent({ kind: 'plan-decided', decision });
  for (const { step, action } of results) observation.onEvent({ kind: 'step-started', step, action });
  observation.onEvent({ kind: 'step-progress' });
  for (const result of results) observation.onEvent({ kind: 'step-finished', step: result.step, result });
  observation.finish(answer);
}

/** Options whose clock takes a step of 10 ms at each look, and whose ids are counted. */
export function fixedOptions(endpoint: string): TelemetryOptions {
  let time = Date.UTC(2026, 10, 9, 12);
  let bytes = 0;
  return {
    endpoint,
    version: '0.1.0',
    now: () => {
      time += 10;
      return time;
    },
    randomBytes: (size) => {
      bytes += 1;
      return new Uint8Array(size).fill(bytes);
    },
  };
}
