import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGo } from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, temporaryFolder, temporaryLog } from './__fixtures__/temporary-log.ts';
import { exportTiles } from './tiles.ts';

const source = fileURLToPath(new URL('./__fixtures__/tiles-check', import.meta.url));
const build = mkdtempSync(join(tmpdir(), 'cloudops-tiles-check-'));
const program = join(build, 'tiles-check');

beforeAll(async () => {
  const go = await findGo(() => undefined);
  const built = spawnSync(go, ['build', '-o', program, '.'], { cwd: source, encoding: 'utf8' });
  expect(built.stderr.replaceAll(/^go: downloading .*\n/gm, '')).toBe('');
});
afterAll(() => rmSync(build, { recursive: true, force: true }));

/** What Go's sumdb packages make of an export. */
function judge(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe("Go's sumdb/note and sumdb/tlog", () => {
  it('verify the export of every size, and that it continues an older one', async () => {
    const { log } = temporaryLog();
    const older = join(temporaryFolder(), 'checkpoint');
    let filled = 0;
    for (const size of [1, 2, 255, 256, 257, 777]) {
      await fill(log, size, filled);
      const folder = temporaryFolder();
      await exportTiles(log, folder);
      const key = (await log.verifierKey()) ?? '';
      const past = filled === 0 ? [] : [older];
      expect(judge(folder, key, ...past)).toEqual({ status: 0, output: `verified ${size} records\n` });
      writeFileSync(older, readFileSync(join(folder, 'checkpoint')));
      filled = size;
    }
  });

  it('refuse another key and an edited record, by its number', async () => {
    const { log } = temporaryLog();
    await fill(log, 300);
    const folder = temporaryFolder();
    await exportTiles(log, folder);
    const stranger = temporaryLog().log;
    await fill(stranger, 1);
    expect(judge(folder, (await stranger.verifierKey()) ?? '')).toMatchObject({ status: 1 });
    const bundle = join(folder, 'tile/entries/001.p/44');
    writeFileSync(bundle, readFileSync(bundle, 'latin1').replace('run_260', 'run_666'), 'latin1');
    const verdict = judge(folder, (await log.verifierKey()) ?? '');
    expect(verdict).toEqual({ status: 1, output: 'record 260 does not match the tree\n' });
  });
});
