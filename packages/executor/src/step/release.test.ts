import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Json, Step } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cel, createOptions } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket, now } from '../__fixtures__/plan.ts';
import { createAction, createProvider } from '../__fixtures__/provider.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import { executePlan } from '../execute-plan.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { KeepOutput } from './release.ts';

let folder = '';
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  const [databasePath, evidenceFolder] = [join(folder, 'runs.db'), join(folder, 'evidence')];
  journal = openJournal({ databasePath, evidenceFolder, clock: { now: () => now } });
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads two lists, sorts one, and looks at all of it: `look` sees what stands two steps before it. */
const steps: readonly Step[] = [
  createStep('pods', { with: { give: 'pods' } }),
  createStep('nodes', { with: { give: 'nodes' } }),
  createStep('sort', { needs: ['pods'], with: { give: 'sorted', pods: cel('steps.pods.output') } }),
  createStep('look', { needs: ['sort', 'nodes'], with: { give: 'answer', pods: cel('steps.pods.output.items') } }),
];

function run(more: Partial<ExecuteOptions>, give: (what: string, input: Json) => Json | Promise<Json>, nonce = 'n1') {
  const plan = createPlan(steps);
  const action = createAction('list', async (input) => ({
    status: 'present',
    output: await give((input as { give: string }).give, input),
  }));
  return executePlan(plan, createTicket(plan, { nonce }), [createProvider([action])], createOptions(more));
}

const isAnswer = (output: Json | undefined) => typeof output === 'object' && output !== null && 'answer' in output;
const list = (what: string): Json => (what === 'answer' ? { answer: 1 } : { items: [what] });

describe('outputs that nothing needs any more', () => {
  const keepOutput: KeepOutput = ({ output }) => (isAnswer(output) ? output : undefined);

  it('leave the run and stay in the journal, with the same digests', async () => {
    const whole = await run({ journal, runId: 'run_whole' }, list);
    const released = await run({ journal, runId: 'run_released', keepOutput }, list, 'n2');
    expect(released.results.map(({ step, output }) => [step, output])).toEqual([
      ['pods', undefined],
      ['nodes', undefined],
      ['sort', undefined],
      ['look', { answer: 1 }],
    ]);
    expect(released.results.map(({ digest }) => digest)).toEqual(whole.results.map(({ digest }) => digest));
    expect(released.status).toBe('completed');
    const lookup = await journal.get('run_released');
    expect(lookup.kind === 'found' ? lookup.run.results.map(({ output }) => output) : []).toEqual(
      whole.results.map(({ output }) => output),
    );
  });

  it('are there for every step that can look at them, however late', async () => {
    const seen: Json[] = [];
    const quick = { ...journal, stepFinished: async () => {} };
    await run({ journal: quick, keepOutput }, async (what, input) => {
      if (what === 'sorted' || what === 'answer') seen.push(input);
      // Pods are read, kept and sorted long before.
      if (what === 'nodes') for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      return list(what);
    });
    expect(seen).toEqual([
      { give: 'sorted', pods: { items: ['pods'] } },
      { give: 'answer', pods: ['pods'] },
    ]);
  });

  it('stay where there is no journal to have them, and where nobody says what may go', async () => {
    const outputs = [await run({ keepOutput }, list), await run({ journal }, list, 'n2')].map(({ results }) =>
      results.every(({ output }) => output !== undefined),
    );
    expect(outputs).toEqual([true, true]);
  });

  it('are held by nothing', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const given: WeakRef<object>[] = [];
    const result = await run({ journal, keepOutput }, (what) => {
      const output = list(what);
      if (what !== 'answer') given.push(new WeakRef(output as object));
      return output;
    });
    await new Promise(setImmediate);
    collect();
    expect(given.map((output) => output.deref())).toEqual([undefined, undefined, undefined]);
    expect(result.results).toHaveLength(4);
  });

  it('end the run with the journal’s error where it could not take them', async () => {
    const broken = { ...journal, stepFinished: () => Promise.reject(new TypeError('full')) };
    await expect(run({ journal: broken, keepOutput }, list)).rejects.toThrow('full');
  });
});
