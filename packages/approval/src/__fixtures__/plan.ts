import { createHash } from 'node:crypto';
import type { Plan, PlannedChange } from '@cloudops/spec';
import serialize from 'canonicalize';

/** When the plan of the fixtures was made. */
export const preparedAt: number = Date.UTC(2026, 0, 1, 10);
/** A minute later. */
export const now: number = preparedAt + 60_000;

const resource = { provider: 'kubernetes', target: 'prod', kind: 'Deployment', name: 'api', namespace: 'shop' };

/** What the plan is bound to. */
export const change: PlannedChange = {
  requester: 'os:alice',
  prepared_at: new Date(preparedAt).toISOString(),
  expires_at: new Date(preparedAt + 4 * 3_600_000).toISOString(),
  places: [{ provider: 'kubernetes', target: 'prod', identity: 'cluster-uid-1' }],
  steps: [
    {
      step: 'scale',
      objects: [{ resource, version: 'v1', effects: ['replicas: 2 → 5'] }],
      blast_radius: 5,
      monthly_cents: 0,
      in_place: false,
      undo: 'Scales back to 2.',
    },
  ],
  blast_radius: 5,
  monthly_cents: 0,
};

/** A plan that scales a Deployment, with the id that its content gives. */
export function createPlan(more: Partial<Omit<Plan, 'id'>> = {}): Plan {
  const content: Omit<Plan, 'id'> = {
    schema_version: 1,
    playbook: { id: 'k8s-scale', version: '1.0.0', digest: 'sha256:0' },
    intent: {
      intent_type: 'scale',
      target: { resource_type: 'workload', scope: null, filters: { name: 'api' } },
      goal: 'scale',
      confidence: 1,
      question: 'scale api to 5',
      language: 'en',
      parser: { kind: 'none' },
    },
    inputs: { namespace: 'shop', replicas: 5 },
    targets: [{ provider: 'kubernetes', name: 'prod', environment: 'prod' }],
    steps: [
      {
        id: 'scale',
        title: 'Scale',
        action: 'kubernetes.scale',
        provider: 'kubernetes',
        with: { name: 'api', replicas: 5 },
        needs: [],
        risk_level: 'write',
        timeout_sec: 30,
        retry: { attempts: 1 },
      },
    ],
    skipped: [],
    provider_versions: { kubernetes: '0.1.0' },
    estimated_duration_sec: 5,
    estimated_cost_usd: 0,
    human_summary: 'Scales api to 5.',
    change,
    ...more,
  };
  return withId(content);
}

/** A plan that only reads, which nobody has prepared. */
export function createReadingPlan(): Plan {
  const { id: _, change: __, ...content } = createPlan();
  return withId({ ...content, steps: content.steps.map((step) => ({ ...step, risk_level: 'read' })) });
}

function withId(content: Omit<Plan, 'id'>): Plan {
  const digest = createHash('sha256')
    .update(serialize(content) ?? '')
    .digest('hex');
  return { ...content, id: `pln_${digest}` };
}
