import type { Json } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { SlotLabel } from '../question/question.ts';
import { countSlots } from './slots.ts';

const declared = new Set(['namespace', 'workload', 'window', 'cpu', 'port', 'replicas']);
const count = (expected: Record<string, SlotLabel>, actual: Record<string, Json>) =>
  countSlots({ expected, actual, declared, now: Date.UTC(2026, 10, 23, 9) });

describe('countSlots', () => {
  it('counts right, wrong and missed', () => {
    expect(count({ namespace: 'shop', workload: 'api' }, { namespace: 'shop', replicas: 3 })).toEqual({
      right: 1,
      wrong: 1,
      missed: 1,
    });
  });

  it('counts a wrong value as wrong and as missed', () => {
    expect(count({ namespace: 'shop' }, { namespace: 'web' })).toEqual({ right: 0, wrong: 1, missed: 1 });
  });

  it.each([
    ['workload', 'api', 'deployment/api'],
    ['namespace', 'Shop', 'shop'],
    ['cpu', '2', '2000m'],
    ['replicas', 5, '5'],
    ['window', 'P7D', '2026-11-16/2026-11-23'],
  ])('takes two spellings of a %s for the same', (name, label, value) => {
    expect(count({ [name]: label }, { [name]: value })).toEqual({ right: 1, wrong: 0, missed: 0 });
  });

  it('does not ask for what the playbook does not declare', () => {
    expect(count({ bucket: 'logs' }, {})).toEqual({ right: 0, wrong: 0, missed: 0 });
  });

  it('does not judge what only may be there, and judges one of several values', () => {
    expect(count({ window: ['*', null] }, { window: 'P3D' })).toEqual({ right: 0, wrong: 0, missed: 0 });
    expect(count({ port: [22, null] }, {})).toEqual({ right: 0, wrong: 0, missed: 0 });
    expect(count({ port: [22, null] }, { port: 22 })).toEqual({ right: 1, wrong: 0, missed: 0 });
    expect(count({ port: [22, null] }, { port: 80 })).toEqual({ right: 0, wrong: 1, missed: 0 });
  });

  it('accepts either of two names', () => {
    const label = { 'replicas|cpu': 3 };
    expect(count(label, { cpu: '3' })).toEqual({ right: 1, wrong: 0, missed: 0 });
    expect(count(label, { replicas: 3 })).toEqual({ right: 1, wrong: 0, missed: 0 });
    expect(count(label, { port: 3 })).toEqual({ right: 0, wrong: 1, missed: 1 });
  });

  it('takes null for left out', () => {
    expect(count({ namespace: 'shop' }, { namespace: null })).toEqual({ right: 0, wrong: 0, missed: 1 });
  });
});
