import { join } from 'node:path';
import type { Paths } from '../../configuration/paths.ts';

/** Where it is kept that somebody said yes, and what was counted since; in a file of its own, since every command looks. */
export function usageFilePath({ state }: Pick<Paths, 'state'>): string {
  return join(state, 'telemetry.json');
}
