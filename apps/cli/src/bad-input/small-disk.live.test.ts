import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { program } from '../__fixtures__/run-cli.ts';
import { createUser, quickQuestion } from '../__fixtures__/scene.ts';

const script = `
set -e
mount -t tmpfs -o size=1m,mode=700 none "$1"
dd if=/dev/zero of="$1/ballast" bs=64k >/dev/null 2>&1 || true
shift
exec "$@"
`;

it('asks nothing of a cluster when the disk under the audit log is full', () => {
  const user = createUser();
  mkdirSync(user.state, { recursive: true });
  const question = [process.execPath, program, ...quickQuestion, '--world', 'hot-shard', '-o', 'json'];
  const command = ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', user.state, ...question];
  const env = { HOME: user.home, PATH: process.env.PATH ?? '' };
  const result = spawnSync('unshare', command, { encoding: 'utf8', env });
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'AUDIT_FULL' } });
  expect(result.status).toBe(8);
});
