import { type PlanFile, planFileSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { changePlan, observed, planFile } from '../__fixtures__/change-plan.ts';
import { renderPlan } from './render-plan.ts';
import { renderForApproval, renderPlanFile } from './render-plan-file.ts';

const file = planFile();
const signed: PlanFile = {
  ...file,
  approvals: [
    {
      payloadType: 'application/vnd.in-toto+json',
      payload: 'e30=',
      signatures: [{ keyid: 'SHA256:abc', sig: 'AA==' }],
    },
  ],
};

/** A plan whose one change has these effects. */
function withEffects(effects: readonly string[]): PlanFile {
  const plan = changePlan();
  const { change } = plan;
  if (change === undefined) throw new Error('The plan changes nothing.');
  const steps = change.steps.map((step) => ({ ...step, objects: [observed('api', effects)] }));
  return planFile({ ...plan, change: { ...change, steps } });
}

describe('renderForApproval', () => {
  it('shows all that somebody says yes to', () => {
    expect(`\n${renderForApproval(file)}`).toBe(`
why is cpu high in prod?
Sets the number of replicas and waits until they are ready.

  playbook   k8s-scale 1.0.0
  target     kubernetes prod-eu (environment prod)
  inputs     name=api namespace=shop
  risk       1 write
  estimate   48 s, $0.00
  asked by   os:alice
  really at  kubernetes prod-eu (environment prod) is 6f1c0f1e-cluster
  reach      4 things feel it
  bill       +$35.04 a month
  prepared   2026-11-22T10:00:00.000Z
  expires    2026-11-22T14:00:00.000Z; refused after it

WHAT WILL BE DIFFERENT
  1. Scale api to 5 [write]

  changes     Deployment shop/api in prod-eu
                • replicas: 2 → 5
  undo        sets replicas back to 2
  reach       4 things feel it; bill: +$35.04 a month
  by          kubernetes.scale
                name=api
                namespace=shop
                replicas=5
  pre-flight  ✓ accepted: a dry run was accepted

1 STEP
  #  step  action            risk   after  decision
  1  api   kubernetes.scale  write         needs-approval

DECISION
? needs-approval: A write in prod needs one approval.

  ? api: It writes in prod.
    needs 1 approval, one with role lead
    could be given by bob, carol

  for     os:alice (human, known by os-user)
  by      write-prod-approved
  policy  sha256:11 (cedar 4.13.0)

  Decision and pre-flight are as the file says, and no part of the plan’s id:
  both are asked again when it is applied.

${'─'.repeat(80)}
plan  ${file.plan.id}
`);
  });

  it('is the same for each approver, and another for another plan', () => {
    expect(renderForApproval(signed)).toBe(renderForApproval(file));
    expect(renderForApproval(withEffects(['replicas: 2 → 6']))).not.toBe(renderForApproval(file));
  });

  it('lets no text from a cloud move the cursor, begin a line or hide what follows it', () => {
    const lie = `replicas: 2 → 3\r\n    • replicas: 2 → 2${' '.repeat(200)}\u001b[2K\u202e\u200b undo: free`;
    const text = renderForApproval(withEffects([lie, 'replicas: 2 → 500']));
    expect(text).not.toMatch(/[\u001b\r\u202e\u200b]/);
    expect(text.split('\n').filter((line) => /^ +• /.test(line))).toHaveLength(2);
    expect(text).toContain('\n                • replicas: 2 → 500\n');
    expect(text).toContain('\\r\\n');
  });

  it('says how much of a text is not shown', () => {
    const text = renderForApproval(withEffects(['x'.repeat(10_000)])).replaceAll(/\n */g, '');
    expect(text).toContain('(NOT SHOWN:');
    expect(text.match(/x/g)?.length).toBeGreaterThan(3700);
  });

  it('names what is not ASCII in the names that decide', () => {
    const plan = changePlan();
    const { change } = plan;
    if (change === undefined) throw new Error('The plan changes nothing.');
    const text = renderForApproval(planFile({ ...plan, change: { ...change, requester: 'os:\u0430lice' } }));
    expect(text).toContain('os:\u0430lice (not ASCII: U+0430)');
  });

  it('says what cannot be taken back, what is in place, what the cloud was not asked, and that nobody can approve', () => {
    const plan = changePlan();
    const { change } = plan;
    if (change === undefined) throw new Error('The plan changes nothing.');
    const steps = change.steps.map((step) => ({ ...step, undo: null, in_place: true, monthly_cents: 0 }));
    const { decision } = file;
    const requirement = { count: 2, roles: [], eligible: [], satisfiable: false };
    const text = renderForApproval({
      ...planFile({ ...plan, change: { ...change, steps, monthly_cents: -1200 } }),
      decision: { ...decision, steps: decision.steps.map((step) => ({ ...step, requirement })) },
      preflight: [],
    });
    expect(text).toContain('undo        CANNOT be taken back');
    expect(text).toContain('in place already, nothing is to be done');
    expect(text).toContain('? the cloud was not asked');
    expect(text).toContain('bill       -$12.00 a month');
    expect(text).toContain('nobody could give it');
    expect(text).toContain('this can never be approved');
  });
});

describe('renderPlanFile', () => {
  it('is the file again as JSON, and a line for each part', () => {
    expect(planFileSchema.parse(JSON.parse(renderPlanFile(signed, 'json')))).toEqual(signed);
    const lines = renderPlanFile(signed, 'jsonl').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['plan', 'decision', 'preflight', 'approval']);
  });

  it('tells a revocation from an approval, and both from rubbish', () => {
    const textOf = (payload: string): string =>
      renderPlanFile({ ...signed, approvals: signed.approvals.map((one) => ({ ...one, payload })) }, 'human');
    expect(textOf(btoa('{"predicateType":"https://cloudops.dev/revocation/v1"}'))).toContain(
      'revocation under the key',
    );
    expect(textOf('AAAA')).toContain('something unreadable under the key');
  });

  it('names the keys that signed, and claims nothing about them', () => {
    for (const form of ['human', 'markdown', 'html'] as const) {
      const text = renderPlanFile(signed, form);
      expect(text).toContain('approval under the key SHA256:abc');
      expect(text).toContain('is checked when the plan is applied');
    }
  });
});

describe('renderPlan', () => {
  it('shows what a change is bound to, and warns where nobody has looked', () => {
    expect(renderPlan(file.plan, null, 'human')).toContain('• replicas: 2 → 5');
    const { change: _change, ...unseen } = file.plan;
    expect(renderPlan(unseen, null, 'human')).toContain('Nobody has looked yet');
  });
});
