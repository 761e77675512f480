import { bindChange } from '@cloudops/planner';
import type { Plan, PlanFile } from '@cloudops/spec';

const madeUp = {
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString('base64'),
  signatures: [{ keyid: 'SHA256:made-up', sig: Buffer.alloc(64).toString('base64') }],
};

function step({ plan }: PlanFile): Plan['steps'][number] {
  const [first] = plan.steps;
  if (first === undefined) throw new Error('The plan has no step.');
  return first;
}

/** A plan that is bound to something else. */
export function withChange(plan: Plan, parts: Partial<NonNullable<Plan['change']>>): Plan {
  const { change } = plan;
  if (change === undefined) throw new Error('The plan changes nothing.');
  return { ...plan, change: { ...change, ...parts } };
}

/** Gives a plan the id of its content, as a forger can. */
export function seal(plan: Plan): Plan {
  const { change } = plan;
  if (change === undefined) throw new Error('The plan changes nothing.');
  return bindChange(plan, change);
}

/** Each changes the file, and says what apply answers. */
export const forgeries: readonly (readonly [string, (file: PlanFile) => unknown, number, RegExp])[] = [
  [
    'an input edited',
    (file: PlanFile) => ({ ...file, plan: { ...file.plan, inputs: { ...file.plan.inputs, replicas: 50 } } }),
    4,
    /changed after it was made/,
  ],
  [
    'a step added',
    (file: PlanFile) => ({
      ...file,
      plan: seal({ ...file.plan, steps: [...file.plan.steps, { ...step(file), id: 'more' }] }),
    }),
    4,
    /"more"|written by hand/,
  ],
  [
    'a step altered',
    (file: PlanFile) => ({
      ...file,
      plan: seal({ ...file.plan, steps: [{ ...step(file), with: { ...step(file).with, replicas: 50 } }] }),
    }),
    4,
    /written by hand/,
  ],
  [
    'its risk lowered',
    (file: PlanFile) => ({ ...file, plan: seal({ ...file.plan, steps: [{ ...step(file), risk_level: 'read' }] }) }),
    4,
    /written by hand/,
  ],
  [
    'its environment renamed',
    (file: PlanFile) => ({
      ...file,
      plan: seal({
        ...file.plan,
        targets: file.plan.targets.map((target) => ({ ...target, environment: 'staging' })),
      }),
    }),
    7,
    /is for .*staging/,
  ],
  [
    'another provider version',
    (file: PlanFile) => ({ ...file, plan: seal({ ...file.plan, provider_versions: { kubernetes: '9.9.9' } }) }),
    7,
    /version/,
  ],
  [
    'another playbook digest',
    (file: PlanFile) => ({
      ...file,
      plan: seal({ ...file.plan, playbook: { ...file.plan.playbook, digest: 'sha256:00' } }),
    }),
    7,
    /playbook/,
  ],
  [
    'its time run out',
    (file: PlanFile) => ({ ...file, plan: seal(withChange(file.plan, { expires_at: '2026-01-01T00:00:00.000Z' })) }),
    7,
    /expired/,
  ],
  [
    'another requester',
    (file: PlanFile) => ({ ...file, plan: seal(withChange(file.plan, { requester: 'kubernetes:mallory' })) }),
    5,
    /approval/,
  ],
  [
    'its decision turned into a yes',
    (file: PlanFile) => ({ ...file, decision: { ...file.decision, outcome: 'approved' } }),
    5,
    /approval/,
  ],
  ['a signature made up', (file: PlanFile) => ({ ...file, approvals: [madeUp] }), 5, /approval/],
];
