import type { Decision, Plan, Playbook, StepResult } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { toAuditInputs, toAuditPolicy, toAuditSteps } from './run-facts.ts';

const declared: Playbook['inputs'] = {
  namespace: { type: 'string', description: '', default: 'default' },
  order: { type: 'string', description: '', choices: ['cpu', 'memory'] },
  samples: { type: 'integer', description: '' },
  since: { type: 'duration', description: '' },
};
const options = { declared, fingerprint: async (text: string) => `hmac:${text.length}` };

describe('the inputs of a plan', () => {
  it('are kept where the playbook declares them and spells them out, sorted by name', async () => {
    const given = { since: 'PT30M', samples: 3, order: 'cpu', namespace: 'default', note: 'mine' };
    const inputs = await toAuditInputs(given, options);
    expect(JSON.stringify(inputs)).toBe('{"namespace":"default","order":"cpu","samples":3,"since":"PT30M"}');
  });

  it('are kept by fingerprint where they are somebody’s words, or deep', async () => {
    const given = { namespace: 'hunter2', order: 'heat', samples: ['a'], since: 'soon' };
    expect(await toAuditInputs(given, options)).toEqual({
      ...{ namespace: 'hmac:7', order: 'hmac:4', samples: 'hmac:5', since: 'hmac:4' },
    });
  });
});

describe('the steps of a run', () => {
  it('are what became of them, and a step out of the blue counts as the riskiest', () => {
    const results: readonly StepResult[] = [
      {
        ...{
          step: 'pods',
          action: 'k8s.list',
          status: 'unknown',
          digest: null,
          started_at: '',
          duration_ms: -1,
          calls: 2,
        },
        reason: { kind: 'denied', message: 'alice may not' },
      },
      {
        step: 'other',
        action: 'x.y',
        status: 'present',
        output: { a: 1 },
        digest: 'sha256:1',
        started_at: '',
        duration_ms: 5,
        calls: 0,
      },
    ];
    const plan = { steps: [{ id: 'pods', risk_level: 'read' }] } as unknown as Plan;
    expect(toAuditSteps({ plan, results })).toEqual([
      {
        ...{ id: 'pods', action: 'k8s.list', risk_level: 'read', status: 'unknown', reason: 'denied' },
        ...{ evidence: null, duration_ms: 0, calls: 2 },
      },
      {
        ...{ id: 'other', action: 'x.y', risk_level: 'delete', status: 'present' },
        ...{ evidence: 'sha256:1', duration_ms: 5, calls: 0 },
      },
    ]);
  });
});

describe('a decision', () => {
  it('keeps policies once, what is missing, and who said yes', () => {
    const step = { policies: ['b', 'a'], requirement: { count: 1, roles: ['ops'] } };
    const decision = {
      ...{ outcome: 'needs-approval', policy_digest: 'sha256:0', engine: 'cedar' },
      steps: [step, { policies: ['a'], requirement: { count: 2, roles: [] } }],
    } as unknown as Decision;
    const approval = { by: 'os:bob', roles: [], at: '2026-01-01T00:00:00Z', digest: null };
    expect(toAuditPolicy(decision, [approval])).toEqual({
      ...{ outcome: 'needs-approval', policies: ['a', 'b'], policy_digest: 'sha256:0', engine: 'cedar' },
      requirement: { count: 2, roles: ['ops'] },
      approvals: [approval],
    });
  });
});
