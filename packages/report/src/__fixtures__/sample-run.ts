import type { Analysis, Finding, Json, Plan, Run, StepResult } from '@cloudops/spec';
import type { RunSummary } from '../run-summary.ts';

/** A plan with the given steps; risk, provider and the rest do not matter here. */
export function samplePlan(steps: readonly string[] = ['pods', 'metrics', 'analyze']): Plan {
  return {
    schema_version: 1,
    id: `pln_${'9f86d081'.repeat(8)}`,
    playbook: { id: 'k8s-high-cpu', version: '1.0.0', digest: 'sha256:00' },
    intent: {
      intent_type: 'diagnose',
      target: { resource_type: 'workload', scope: 'prod', filters: {} },
      goal: 'high-cpu',
      confidence: 0.96,
      question: 'why is cpu high in prod?',
      language: 'en',
      parser: { kind: 'local' },
    },
    inputs: { namespace: 'shop' },
    targets: [{ provider: 'kubernetes', name: 'prod-eu', environment: 'prod' }],
    steps: steps.map((id, index) => ({
      id,
      title: `Read ${id}`,
      action: `kubernetes.${id}`,
      provider: 'kubernetes',
      with: { limit: 500 },
      needs: index === 0 ? [] : [steps[0] ?? ''],
      risk_level: 'read',
      timeout_sec: 30,
      retry: { attempts: 3 },
    })),
    skipped: [{ id: 'throttling', why: 'node_proxy is false' }],
    provider_versions: { kubernetes: '0.1.0' },
    estimated_duration_sec: 48,
    estimated_cost_usd: 0,
    human_summary: 'Reads pods, nodes and metrics of prod-eu and looks for what drives CPU.',
  };
}

/** A step's result that was read. */
export function present(step: string, output: Json): StepResult {
  return { ...resultBase(step), status: 'present', output };
}

/** A step's result that could not be read. */
export function unknown(step: string, message: string, needs?: string): StepResult {
  const reason = { kind: 'denied', message, ...(needs === undefined ? {} : { needs }) } as const;
  return { ...resultBase(step), status: 'unknown', reason };
}

/** A step that its condition switched off. */
export function skipped(step: string): StepResult {
  return { ...resultBase(step), status: 'skipped' };
}

function resultBase(step: string): Omit<StepResult, 'status'> {
  return {
    step,
    action: `kubernetes.${step}`,
    digest: null,
    started_at: '2026-11-22T10:00:00.000Z',
    duration_ms: 12,
    calls: 1,
  };
}

/** An id that a test can read: `findingId(3)`. */
export function findingId(number: number): string {
  return `f_${number.toString(16).padStart(16, '0')}`;
}

/** A finding with everything that a test does not care about. */
export function sampleFinding(number: number, parts: Partial<Finding> = {}): Finding {
  return {
    id: findingId(number),
    code: `CPU-${100 + number}`,
    also: [],
    role: 'fault',
    tier: 'figure',
    severity: 'high',
    resource: {
      provider: 'kubernetes',
      target: 'prod-eu',
      kind: 'Deployment',
      namespace: 'shop',
      name: `app-${number}`,
    },
    instances: [],
    title: `app-${number} is at fault`,
    detail: '',
    evidence: [],
    cause_of: [],
    touches_users: null,
    since: null,
    remediations: [],
    ...parts,
  };
}

/** An analysis as a step's output. */
export function analysis(parts: Partial<Analysis>): Json {
  return { findings: [], ruled_out: [], not_checked: [], figures: [], ...parts } as unknown as Json;
}

/** The part of a run that a report is made of. */
export function sampleRun(
  results: readonly StepResult[],
  status: Run['status'] = 'completed',
): Pick<Run, 'plan' | 'results' | 'status'> {
  return { plan: samplePlan(results.map((result) => result.step)), results, status };
}

/** What one run differs by from another. */
export const sampleSummary: RunSummary = {
  id: 'run_01JDA5Z7Q4',
  plan_id: `pln_${'9f86d081'.repeat(8)}`,
  audit_ids: ['aud_01JDA5Z7Q4A', 'aud_01JDA5Z7Q4B'],
  started_at: '2026-11-22T10:00:00.000Z',
  duration_ms: 1234,
  calls: { kubernetes: 12 },
  llm: null,
  targets: [{ provider: 'kubernetes', name: 'prod-eu', environment: 'prod' }],
};

/** A throttled Deployment that makes a Service slow, next to a remark. */
export function throttledRun(): Pick<Run, 'plan' | 'results' | 'status'> {
  const slow = sampleFinding(2, {
    role: 'symptom',
    tier: 'status',
    severity: 'medium',
    code: 'CPU-301',
    resource: { provider: 'kubernetes', target: 'prod-eu', kind: 'Service', namespace: 'shop', name: 'api' },
    title: 'api has 1 of 3 endpoints ready',
  });
  const throttled = sampleFinding(1, {
    code: 'CPU-104',
    also: ['CPU-106'],
    title: 'api is held at its CPU limit in 82 % of its periods',
    detail:
      'Container "api" may use 500m and wants more: all three replicas sit at the limit, so this is load or code, not one bad replica.',
    resource: { provider: 'kubernetes', target: 'prod-eu', kind: 'Deployment', namespace: 'shop', name: 'api' },
    instances: ['Pod/shop/api-6d5f-x2x', 'Pod/shop/api-6d5f-z9k'],
    evidence: [
      { step: 'metrics', pointer: '/items/3/containers/0/usage/cpu', value: '498m' },
      { step: 'pods', pointer: '/items/3/spec/containers/0/resources/limits/cpu', value: '500m' },
    ],
    cause_of: [slow.id],
    touches_users: true,
    remediations: [
      {
        title: 'Raise the CPU limit to 1 core',
        playbook: 'k8s-set-resources',
        inputs: { workload: 'api', namespace: 'shop', cpu_limit: '1' },
        risk: 'write',
        undo: 'set the limit back to 500m',
      },
    ],
  });
  const remark = sampleFinding(3, {
    tier: 'contradiction',
    severity: 'low',
    code: 'CPU-106',
    title: 'worker has no CPU request',
    resource: { provider: 'kubernetes', target: 'prod-eu', kind: 'Deployment', namespace: 'shop', name: 'worker' },
  });
  const output = analysis({
    findings: [slow, throttled, remark],
    ruled_out: [
      {
        code: 'CPU-201',
        why: 'no node is above 80 % of its allocatable',
        evidence: [{ step: 'nodes', pointer: '/items/0', value: 0.41 }],
      },
    ],
    not_checked: [{ what: 'CFS throttling counters', why: 'nodes/proxy is opt-in', needs: '--input node_proxy=true' }],
    figures: [
      { group: 'workloads', name: 'shop/worker', unit: 'cores', value: 0.12, request: null, limit: null },
      {
        group: 'workloads',
        name: 'shop/api',
        unit: 'cores',
        value: 1.49,
        request: 0.75,
        limit: 1.5,
        series: [0.2, 0.4, 0.7, 1.1, 1.4, 1.5],
      },
      { group: 'workloads', name: 'shop/db', unit: 'cores', value: null, request: 0.5, limit: 2 },
    ],
  });
  return sampleRun([present('pods', {}), present('metrics', {}), present('analyze', output)]);
}
