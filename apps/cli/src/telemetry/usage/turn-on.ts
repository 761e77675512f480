import { randomUUID } from 'node:crypto';
import { readConfiguration } from '../../configuration/configuration.ts';
import type { Paths } from '../../configuration/paths.ts';
import { forbidden, notConfigured } from './usage-errors.ts';
import { readUsageFile, writeUsageFile } from './usage-file.ts';
import { usageFilePath } from './usage-file-path.ts';
import { findForbidden } from './usage-state.ts';

/**
 * Writes down that somebody said yes. A yes to the same address again changes nothing; to another one it begins anew, with
 * another id.
 * @returns the address.
 * @throws CloudOpsError `TELEMETRY_FORBIDDEN`, `TELEMETRY_NOT_CONFIGURED`, `CONFIG_…`.
 */
export async function turnOn(paths: Paths, environment: NodeJS.ProcessEnv, now: number): Promise<string> {
  const { endpoint } = (await readConfiguration(paths.configFile)).telemetry.usage;
  const why = findForbidden(environment);
  if (why !== null) throw forbidden(why);
  if (endpoint === undefined) throw notConfigured(paths.configFile);
  const path = usageFilePath(paths);
  if (readUsageFile(path)?.endpoint === endpoint) return endpoint;
  const fresh = {
    schema_version: 1,
    install_id: randomUUID(),
    counts: [],
    since: now,
    attempts: 0,
    tried_at: 0,
  } as const;
  writeUsageFile(path, { ...fresh, endpoint });
  return endpoint;
}
