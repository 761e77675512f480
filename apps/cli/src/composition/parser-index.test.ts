import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileIndex, createLocalParser } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { findAssets } from './assets.ts';
import { readParserIndex } from './parser-index.ts';

const assets = findAssets(fileURLToPath(new URL('../..', import.meta.url)));
const catalog = JSON.parse(await readFile(assets.compiledCatalog, 'utf8')) as Catalog;
const source = await readParserIndex(assets);
const folder = mkdtempSync(join(tmpdir(), 'cloudops-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the index of the shipped playbooks', () => {
  it('is the one that these playbooks give', () => {
    expect(JSON.stringify(source(catalog)) === JSON.stringify(compileIndex(catalog))).toBe(true);
  });

  it('reads questions as one that is built does, byte by byte', async () => {
    const request = { environments: ['perf'], now: 1_700_000_000_000, signal: new AbortController().signal };
    const built = createLocalParser();
    const kept = createLocalParser({ compiled: source });
    const own: Catalog = structuredClone(catalog);
    // All of them are asked elsewhere; a few here, some with a typing error.
    const examples = catalog.entries.flatMap(({ playbook }) => playbook.metadata.examples);
    const some = examples.filter((_, at) => at % 25 === 0);
    for (const question of [...some, ...some.map(swapLetters)]) {
      const expected = await built.parse({ ...request, catalog, question });
      const outcome = await kept.parse({ ...request, catalog: own, question });
      expect(JSON.stringify(outcome)).toBe(JSON.stringify(expected));
    }
  });
});

describe('an index that cannot be had', () => {
  it.each([
    ['is not there', null],
    ['is cut short', '{"version":1,'],
  ])('is none when the file %s', async (name, text) => {
    const compiledIndex = join(folder, `${name}.json`);
    if (text !== null) writeFileSync(compiledIndex, text);
    expect((await readParserIndex({ ...assets, compiledIndex }))(catalog)).toBeNull();
  });
});

describe('an index of further playbooks', () => {
  const more = { entries: catalog.entries.map((entry, at) => (at === 0 ? { ...entry, origin: 'user' } : entry)) };
  const paths = { parserIndex: join(folder, 'cache/parser-index.json') };

  it('is kept, and is the one that these playbooks give', async () => {
    const made = (await readParserIndex(assets, paths))(more);
    expect(JSON.stringify(made) === JSON.stringify(compileIndex(more))).toBe(true);
    const before = await readFile(paths.parserIndex, 'utf8');
    expect(JSON.stringify((await readParserIndex(assets, paths))(more)) === JSON.stringify(made)).toBe(true);
    expect((await readFile(paths.parserIndex, 'utf8')) === before).toBe(true);
  });

  it.each([
    ['of other playbooks', JSON.stringify({ key: 'another', index: { version: 1 } })],
    ['cut short', '{"key":'],
  ])('is made anew where the kept one is %s', async (_, text) => {
    writeFileSync(paths.parserIndex, text);
    const made = (await readParserIndex(assets, paths))(more);
    expect(made?.catalog).toBe(compileIndex(more).catalog);
  });

  it('is made where nothing can be kept', async () => {
    const nowhere = { parserIndex: join(paths.parserIndex, 'below/a-file.json') };
    expect((await readParserIndex(assets, nowhere))(more)?.catalog).toBe(compileIndex(more).catalog);
  });
});

function swapLetters(text: string): string {
  const at = Math.floor(text.length / 2);
  return `${text.slice(0, at)}${text[at + 1] ?? ''}${text[at] ?? ''}${text.slice(at + 2)}`;
}
