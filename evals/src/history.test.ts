import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalog, toAnswer } from './__fixtures__/answers.ts';
import { digestCatalog } from './catalog.ts';
import { appendHistory, toHistoryEntry } from './history.ts';
import { computeFigures } from './score/figures.ts';

it('the history gains one line a run, which says what was asked of what', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evals-'));
  try {
    const file = join(folder, 'history.jsonl');
    const figures = computeFigures([toAnswer({ tags: ['plain'], expected: 'look', actual: 'look' }, 'q')], {
      catalog,
      now: 0,
    });
    const head = { date: '2026-11-23', parser: 'local', model: null, part: 'test' as const };
    const entry = toHistoryEntry({ ...head, catalog_digest: digestCatalog(catalog) }, figures);
    await appendHistory(file, entry);
    await appendHistory(file, entry);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      ...head,
      catalog_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      figures: { all: { count: 1, right: 1 } },
    });
    expect(lines[0]).not.toContain('confusions');
  } finally {
    await rm(folder, { recursive: true });
  }
});
