import { createPolicyEngine, loadDefaultPolicies, type PolicyEngine, type PolicyRequest } from '@cloudops/policy';
import { describe, expect, it } from 'vitest';
import { decideOnce } from './policy.ts';

const source = loadDefaultPolicies();
const read: PolicyRequest = {
  plan: {
    id: `pln_${'0'.repeat(64)}`,
    playbook: { id: 'look', version: '1.0.0', digest: 'sha256:0' },
    targets: [{ provider: 'memory', name: 'memory', environment: 'prod' }],
    steps: [{ id: 'look', risk_level: 'read', provider: 'memory' }],
  } as unknown as PolicyRequest['plan'],
  principal: { id: 'os:tester', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  approvals: [],
  now: Date.UTC(2026, 10, 23, 10),
};

describe('a policy engine for few decisions', () => {
  it('starts nothing to tell what is in force between decisions, and tells it as it is now', async () => {
    let started = 0;
    const create = (): PolicyEngine => {
      started += 1;
      return createPolicyEngine({ load: () => source, worker: false });
    };
    let data = source.data;
    const engine = decideOnce(create(), create, () => data);
    expect(await engine.data()).toEqual(source.data);
    expect(await engine.decide(read)).toMatchObject({ outcome: 'auto-approve' });
    data = { ...source.data, time_zone: 'Europe/Berlin' };
    expect(await engine.data()).toMatchObject({ time_zone: 'Europe/Berlin' });
    expect(started).toBe(1);
    expect(await engine.decide(read)).toMatchObject({ outcome: 'auto-approve' });
    expect(started).toBe(2);
    await engine.close();
  });

  it('rejects where the data cannot be read', async () => {
    const create = (): PolicyEngine => createPolicyEngine({ load: () => source, worker: false });
    const engine = decideOnce(create(), create, () => {
      throw new TypeError('unreadable');
    });
    await engine.decide(read);
    await expect(engine.data()).rejects.toThrow('unreadable');
  });
});
