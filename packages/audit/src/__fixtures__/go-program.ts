import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGo } from '@cloudops/testbed';
import { afterAll } from 'vitest';

/** Builds an unmodified Go program of a module under `testbed/go`. @returns its path; it is gone after the tests. */
export async function buildGoProgram(module: string, program: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-go-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const output = join(folder, module);
  const built = spawnSync(await findGo(() => undefined), ['build', '-o', output, program], {
    cwd: fileURLToPath(new URL(`../../../../testbed/go/${module}`, import.meta.url)),
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
    encoding: 'utf8',
  });
  if (built.status === 0) return output;
  throw new TypeError(`${program} cannot be built: ${built.stderr}`);
}
