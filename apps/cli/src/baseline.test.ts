import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { approveBaseline } from './baseline.ts';
import { findPaths } from './configuration/paths.ts';

const home = mkdtempSync(join(tmpdir(), 'cloudops-baseline-'));
const paths = findPaths({ XDG_CONFIG_HOME: home, XDG_STATE_HOME: home }, home);

function runOf(playbook: string, target: string): Run {
  const plan = { playbook: { id: playbook }, targets: [{ provider: 'aws', name: target, environment: 'prod' }] };
  return { id: 'run_1', plan, results: [], started_at: '2026-01-01T00:00:00.000Z' } as unknown as Run;
}

describe('a baseline', () => {
  it.each([
    ['another playbook', 'aws-rds-public', 'default', /one of aws-rds-public/],
    ['a recorded world', 'aws-security-groups', 'world:exposed-account', /recorded world/],
    ['a run that read nothing', 'aws-security-groups', 'default', /no account and region/],
  ])('is not made of %s', async (_what, playbook, target, why) => {
    await expect(approveBaseline(runOf(playbook, target), paths)).rejects.toMatchObject({
      code: 'BASELINE_INCOMPLETE',
      message: expect.stringMatching(why),
    });
  });
});
