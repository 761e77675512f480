import type { Catalog } from '@cloudops/spec';
import type { Paths } from '../../configuration/paths.ts';
import type { TelemetrySettings } from '../../configuration/telemetry-settings.ts';
import { leaveBehind, onCommandEnd } from '../left-behind.ts';
import type { Observe } from '../observe-engine.ts';
import { findRunningCommand } from './running-command.ts';
import { sendUsage } from './send-usage.ts';
import { readUsageFile } from './usage-file.ts';
import { usageFilePath } from './usage-file-path.ts';
import { findUsagePlace } from './usage-payload.ts';
import { findUsageState } from './usage-state.ts';
import { watchPlaybook } from './watch-playbook.ts';

/** What is needed to share. */
export interface UsageSharing {
  readonly settings: TelemetrySettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly paths: Pick<Paths, 'state'>;
  readonly catalog: Catalog;
  readonly toolVersion: string;
}

/**
 * Sends what was counted before, while a question is being answered, and notes which playbook this one leads to. The request
 * is given up when the command ends: nobody waits for it.
 * @returns null where nothing is shared.
 */
export function shareUsage({ settings, environment, paths, catalog, toolVersion }: UsageSharing): Observe | null {
  const path = usageFilePath(paths);
  const file = readUsageFile(path);
  if (findUsageState({ settings, environment, file }).kind === 'off') return null;
  const ended = new AbortController();
  const forget = onCommandEnd(() => ended.abort());
  const place = findUsagePlace(toolVersion, process);
  leaveBehind(
    sendUsage({ path, place, now: Date.now, signal: ended.signal }).then((hasFailed) => {
      forget();
      return hasFailed ? 'What is shared about the use of CloudOps did not arrive.' : null;
    }),
  );
  return () =>
    watchPlaybook(catalog, (playbook) => {
      const running = findRunningCommand();
      if (running !== null) running.playbook = playbook;
    });
}
