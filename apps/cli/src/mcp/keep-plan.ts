import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Investigation } from '@cloudops/engine';
import type { Paths } from '../configuration/paths.ts';
import { writePlanFile } from '../plans/write-plan-file.ts';

/**
 * Keeps a plan that somebody is to approve, where the client has no say over the place: a folder of the state, readable by
 * the user alone. @returns its path, or null where there is nothing to keep.
 */
export async function keepPlan({ kind, file }: Investigation, paths: Paths): Promise<string | null> {
  if (kind !== 'needs-approval' || file === null) return null;
  const folder = join(paths.state, 'plans');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${file.plan.id}.json`);
  await writePlanFile(path, file, 'unapproved-plan');
  return path;
}
