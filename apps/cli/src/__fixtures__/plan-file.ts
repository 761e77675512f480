import { bindChange } from '@cloudops/planner';
import type { Decision, Envelope, Json, Plan, PlanFile } from '@cloudops/spec';

/** An envelope that somebody signed, for tests that do not check it. */
export const signature: Envelope = {
  payloadType: 'application/vnd.in-toto+json',
  payload: 'e30=',
  signatures: [{ keyid: 'SHA256:abc', sig: 'AA==' }],
};

const unsealed: Omit<Plan, 'inputs' | 'change'> = {
  schema_version: 1,
  id: `pln_${'0'.repeat(64)}`,
  playbook: { id: 'k8s-scale', version: '1.0.0', digest: 'sha256:00' },
  intent: {
    intent_type: 'change',
    target: { resource_type: 'workload', scope: 'prod', filters: {} },
    goal: 'scale',
    confidence: 0.96,
    question: 'scale api to 5 in prod',
    language: 'en',
    parser: { kind: 'local' },
  },
  targets: [{ provider: 'kubernetes', name: 'prod-eu', environment: 'prod' }],
  steps: [
    {
      id: 'scale',
      title: 'Scale api to 5',
      action: 'kubernetes.scale',
      provider: 'kubernetes',
      with: { namespace: 'shop', name: 'api', replicas: 5 },
      needs: [],
      risk_level: 'write',
      timeout_sec: 60,
      retry: { attempts: 1 },
    },
  ],
  skipped: [],
  provider_versions: { kubernetes: '0.1.0' },
  estimated_duration_sec: 60,
  estimated_cost_usd: 0,
  human_summary: 'Sets the number of replicas and waits until they are ready.',
};

/** A saved plan whose id is that of its content, held for one approval. */
export function samplePlanFile(inputs: Readonly<Record<string, Json>> = { replicas: 5 }): PlanFile {
  const plan = bindChange(
    { ...unsealed, inputs },
    {
      requester: 'os:alice',
      prepared_at: '2026-11-22T10:00:00.000Z',
      expires_at: '2026-11-22T14:00:00.000Z',
      places: [{ provider: 'kubernetes', target: 'prod-eu', identity: '6f1c0f1e' }],
      steps: [
        {
          step: 'scale',
          objects: [
            {
              resource: {
                provider: 'kubernetes',
                target: 'prod-eu',
                kind: 'Deployment',
                namespace: 'shop',
                name: 'api',
              },
              version: 'sha256:11',
              effects: ['replicas: 2 → 5'],
            },
          ],
          blast_radius: 5,
          monthly_cents: 0,
          in_place: false,
          undo: 'sets replicas back to 2',
        },
      ],
      blast_radius: 5,
      monthly_cents: 0,
    },
  );
  return {
    schema_version: 1,
    kind: 'cloudops.plan',
    plan,
    decision: heldDecision(plan),
    preflight: [{ step: 'scale', outcome: 'accepted', message: 'a dry run was accepted' }],
    approvals: [],
  };
}

function heldDecision({ id }: Plan): Decision {
  const why = 'A write in prod needs one approval.';
  const requirement = { count: 1, roles: [], eligible: ['bob'], satisfiable: true };
  const step = {
    step: 'scale',
    risk_level: 'write',
    target: 'prod-eu',
    environment: 'prod',
    policies: [],
    why,
  } as const;
  return {
    plan_id: id,
    outcome: 'needs-approval',
    why,
    steps: [{ ...step, outcome: 'needs-approval', requirement }],
    principal: { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' },
    policy_digest: 'sha256:22',
    engine: 'cedar 4.13.0',
    errors: [],
    decided_at: '2026-11-22T10:00:00.000Z',
  };
}
