import { type ActionContext, analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createMemoryProvider } from './memory-provider.ts';
import { createScript } from './script.ts';

const context: ActionContext = {
  signal: new AbortController().signal,
  clock: { now: () => 0, sleep: async () => {} },
  target: { provider: 'memory', name: 'memory', environment: 'dev' },
  notify: () => {},
  countCall: () => {},
};

describe('createMemoryProvider', () => {
  it('answers by its script, the last answer again and again', async () => {
    const provider = createMemoryProvider({
      name: 'memory',
      actions: [{ name: 'list' }],
      respond: createScript({ list: [{ status: 'absent' }, { status: 'present', output: 2 }] }),
    });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await provider.actions[0]?.doRun({}, context))?.status);
    expect(statuses).toEqual(['absent', 'present', 'present']);
    expect(provider.calls().map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('is unknown where its script has nothing, and never absent', async () => {
    const provider = createMemoryProvider({
      name: 'memory',
      actions: [{ name: 'toString' }],
      respond: createScript({}),
    });
    expect(await provider.actions[0]?.doRun({}, context)).toMatchObject({ status: 'unknown' });
  });

  it('takes and gives anything without schemas, unchanged', () => {
    const provider = createMemoryProvider({ name: 'memory', actions: [{ name: 'list' }], respond: createScript({}) });
    const values = [
      null,
      7,
      'x',
      [1],
      {},
      { a: { b: [1] } },
      { provider: 'p', target: 't', kind: 'K', name: 'n', more: 1 },
    ];
    for (const value of values)
      expect(provider.actions[0]?.input.safeParse(value)).toEqual({ success: true, data: value });
  });

  it('keeps the schemas that it is given', () => {
    const provider = createMemoryProvider({
      name: 'memory',
      actions: [{ name: 'list', output: analysisSchema }],
      respond: createScript({}),
    });
    expect(provider.actions[0]?.output.safeParse({}).success).toBe(false);
  });
});
