import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPrices } from './price-table.ts';
import { readPriceFile } from './read-price-file.ts';

describe('a file of own prices', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prices-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function read(text: string): ReturnType<typeof readPriceFile> {
    const file = join(folder, 'prices.json');
    await writeFile(file, text);
    return readPriceFile(file);
  }

  it('is read whole', async () => {
    const evidence = await read(JSON.stringify(shippedPrices));
    expect(evidence).toEqual({ status: 'present', output: { prices: shippedPrices } });
  });

  it('is none where nobody keeps one', async () => {
    expect(await readPriceFile(null)).toEqual({ status: 'present', output: { prices: null } });
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    [
      'a price that is no number',
      JSON.stringify({ ...shippedPrices, regions: { 'eu-west-1': { a: 'x' } } }),
      'dollars',
    ],
    ['too large', ' '.repeat(4_000_001), 'at most'],
    ['control characters', JSON.stringify({ ...shippedPrices, '\u001b[31m': 1 }), 'Unrecognized'],
  ])('is unknown with %s, and says why', async (_, text, why) => {
    const evidence = await read(text);
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' }, output: { prices: null } });
    expect(evidence.reason?.message).toContain(why);
    expect(evidence.reason?.message).not.toContain('\u001b');
  });

  it('is unknown where it is not there, or no file', async () => {
    expect(await readPriceFile(join(folder, 'missing.json'))).toMatchObject({ reason: { kind: 'not-found' } });
    expect(await readPriceFile(folder)).toMatchObject({ reason: { kind: 'invalid' } });
  });

  it('does not say where it lies', async () => {
    const { reason } = await readPriceFile(join(folder, 'missing.json'));
    expect(JSON.stringify(reason)).not.toContain(folder);
  });
});
