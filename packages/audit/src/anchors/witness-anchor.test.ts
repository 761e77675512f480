import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMemoryWitness } from '../__fixtures__/memory-witness.ts';
import { fill, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { createWitnessAnchor } from './witness-anchor.ts';

describe('a witness', () => {
  const options = {
    url: 'http://w.test',
    receipts: async () => [],
    clock: { now: () => 0, sleep: async () => undefined },
  };

  it('that answers without its signature is not believed', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const { verifierKey } = createMemoryWitness();
    const liar = createMemoryWitness();
    liar.trust((await log.verifierKey()) ?? '');
    const anchor = createWitnessAnchor({ ...options, verifierKey, fetch: liar.fetch });
    expect(await log.anchor([anchor])).toMatchObject([{ kind: 'failed' }]);
    expect(await log.receipts()).toEqual([]);
  });

  it.each([
    ['down', 503, 3],
    ['strange', 418, 1],
    ['ignorant of the log', 404, 1],
  ])('that is %s fails after %d, tried %d times', async (_, status, tries) => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const { verifierKey } = createMemoryWitness();
    let calls = 0;
    const fetch = async (): Promise<Response> => {
      calls += 1;
      return new Response('\u001b[2Jno', { status });
    };
    const [outcome] = await log.anchor([createWitnessAnchor({ ...options, verifierKey, fetch })]);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'AUDIT_ANCHOR_FAILED' } });
    expect(JSON.stringify(outcome)).not.toContain('\u001b');
    expect(calls).toBe(tries);
  });

  it('cannot be named by a key of another type', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const verifierKey = (await log.verifierKey()) ?? '';
    expect(() => createWitnessAnchor({ ...options, verifierKey, fetch })).toThrow(/none of a witness/);
  });

  it('is asked by its cosigned receipt, whose forgery is passed over', async () => {
    const temporary = temporaryLog();
    const { log } = temporary;
    await fill(log, 1);
    const witness = createMemoryWitness();
    witness.trust((await log.verifierKey()) ?? '');
    const { verifierKey, fetch } = witness;
    const anchor = createWitnessAnchor({ ...options, verifierKey, fetch, receipts: () => log.receipts() });
    await log.anchor([anchor]);
    const [receipt] = await log.receipts();
    const without = { ...receipt, note: (await log.checkpoint()) ?? '' } as NonNullable<typeof receipt>;
    expect(await anchor.recall()).toBe(receipt?.note);
    const fooled = createWitnessAnchor({ ...options, verifierKey, fetch, receipts: async () => [without] });
    expect(await fooled.recall()).toBeNull();
    expect(readFileSync(temporary.options.path).length).toBeGreaterThan(0);
  });
});
