import type {
  ChangeOutcome,
  ChangeState,
  Decision,
  Json,
  ObservedObject,
  Plan,
  PlanFile,
  ResourceRef,
  Run,
  StepResult,
} from '@cloudops/spec';
import { present, samplePlan } from './sample-run.ts';

/** A Deployment in prod-eu. */
function deployment(name: string): ResourceRef {
  return { provider: 'kubernetes', target: 'prod-eu', kind: 'Deployment', namespace: 'shop', name };
}

/** A Deployment that is to be scaled. */
export function observed(name: string, effects: readonly string[] = ['replicas: 2 → 5']): ObservedObject {
  return { resource: deployment(name), version: `sha256:${name}`, effects };
}

/** A plan that scales Deployments, a step each, named after them. */
export function changePlan(names: readonly string[] = ['api']): Plan {
  return {
    ...samplePlan(names),
    playbook: { id: 'k8s-scale', version: '1.0.0', digest: 'sha256:00' },
    inputs: { namespace: 'shop', name: names.join(',') },
    steps: samplePlan(names).steps.map((step) => ({
      ...step,
      title: `Scale ${step.id} to 5`,
      action: 'kubernetes.scale',
      with: { name: step.id, namespace: 'shop', replicas: 5 },
      risk_level: 'write',
    })),
    skipped: [],
    human_summary: 'Sets the number of replicas and waits until they are ready.',
    change: {
      requester: 'os:alice',
      prepared_at: '2026-11-22T10:00:00.000Z',
      expires_at: '2026-11-22T14:00:00.000Z',
      places: [{ provider: 'kubernetes', target: 'prod-eu', identity: '6f1c0f1e-cluster' }],
      steps: names.map((name) => ({
        step: name,
        objects: [observed(name)],
        blast_radius: 4,
        monthly_cents: 3504,
        in_place: false,
        undo: 'sets replicas back to 2',
      })),
      blast_radius: 4 * names.length,
      monthly_cents: 3504 * names.length,
    },
  };
}

/** A decision that holds every step for one more person. */
function heldDecision(plan: Plan): Decision {
  return {
    plan_id: plan.id,
    outcome: 'needs-approval',
    why: 'A write in prod needs one approval.',
    steps: plan.steps.map(({ id, risk_level }) => ({
      step: id,
      risk_level,
      target: 'prod-eu',
      environment: 'prod',
      outcome: 'needs-approval',
      policies: ['write-prod-approved'],
      why: 'It writes in prod.',
      requirement: { count: 1, roles: ['lead'], eligible: ['bob', 'carol'], satisfiable: true },
    })),
    principal: { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' },
    policy_digest: 'sha256:11',
    engine: 'cedar 4.13.0',
    errors: [],
    decided_at: '2026-11-22T10:00:00.000Z',
  };
}

/** A saved plan that nobody has approved. */
export function planFile(plan: Plan = changePlan()): PlanFile {
  return {
    schema_version: 1,
    kind: 'cloudops.plan',
    plan,
    decision: heldDecision(plan),
    preflight: plan.steps.map(({ id }) => ({ step: id, outcome: 'accepted', message: 'a dry run was accepted' })),
    approvals: [],
  };
}

/** What became of a change. */
export function outcome(name: string, state: ChangeState, parts: Partial<ChangeOutcome> = {}): ChangeOutcome {
  const { resource, version, effects } = observed(name);
  return {
    state,
    message: `It is ${state}.`,
    objects: [{ resource, effects, before: version, after: version }],
    verification: state === 'changed' ? { outcome: 'healed', message: '5 of 5 replicas are ready' } : null,
    undo: 'sets replicas back to 2',
    ...parts,
  };
}

/** A run whose changes ended so, with fault where it was not what was wanted. */
export function changeRun(outcomes: Readonly<Record<string, ChangeOutcome>>): Pick<Run, 'plan' | 'results' | 'status'> {
  const results = Object.entries(outcomes).map(([name, one]): StepResult => {
    const isDone = one.state === 'in-place' || one.state === 'changed';
    const given = present(name, one as unknown as Json);
    return isDone ? given : { ...given, status: 'unknown', reason: { kind: 'failed', message: one.message } };
  });
  return { plan: changePlan(Object.keys(outcomes)), results, status: 'completed' };
}

/** The same, where all of it was asked for. */
export function wantedRun(outcomes: Readonly<Record<string, ChangeOutcome>>): Pick<Run, 'plan' | 'results' | 'status'> {
  const run = changeRun(outcomes);
  return { ...run, results: run.results.map(({ reason: _reason, ...result }) => ({ ...result, status: 'present' })) };
}
