import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-log.ts';

const script = fileURLToPath(new URL('../__fixtures__/small-disk.ts', import.meta.url));

it('refuses appends on a full and on a read-only disk, and loses nothing', () => {
  const command = [process.execPath, '--conditions=@cloudops/source', script, temporaryFolder()];
  const run = spawnSync('unshare', ['--map-root-user', '--mount', ...command], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual(['done', 'AUDIT_FULL', 'done', 'verified', 'AUDIT_READ_ONLY', 'verified']);
});
