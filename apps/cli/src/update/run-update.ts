import { join } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import { systemClock } from '../composition/system-clock.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { listenForInterruption } from '../signals.ts';
import type { ReleaseSource } from './fetch-index.ts';
import { findInstallation } from './find-installation.ts';
import { usualLimits } from './open-url.ts';
import { rollBack, type UpdateResult, type UpdateStep, update } from './update.ts';
import { updateError } from './update-error.ts';

/** What `cloudops update` was asked. */
export interface UpdateRequest {
  readonly paths: Paths;
  readonly version: string;
  readonly packageJson: object;
  readonly check: boolean;
  readonly rollback: boolean;
  readonly to?: string;
  readonly from?: string;
  note(text: string): void;
}

const words: Readonly<Record<UpdateStep, string>> = {
  verified: 'The list of releases is signed.',
  downloaded: 'Downloaded; size and checksum are right.',
  unpacked: 'Unpacked.',
  started: 'The new binary starts.',
  switched: 'It is in place.',
};

/** Updates this binary as the command line asks. @throws CloudOpsError `UPDATE_…`, `INTERRUPTED`. */
export async function runUpdate(request: UpdateRequest): Promise<UpdateResult> {
  const { paths, version, packageJson, check, to, note } = request;
  const installation = findInstallation({ packageJson, program: process.execPath });
  if (installation.kind === 'packaged') {
    throw updateError('UPDATE_NOT_HERE', `This cloudops was installed by ${installation.by}, which updates it.`, {
      nextSteps: [installation.command],
    });
  }
  const { file } = installation;
  const interruption = listenForInterruption(null);
  const { signal } = interruption;
  try {
    if (request.rollback) return await rollBack({ file, version, signal });
    return await update({
      ...{ file, version, signal, check, limits: usualLimits, now: systemClock.now() },
      ...(to === undefined ? {} : { to }),
      source: await findSource(request, installation.source),
      platform: `${process.platform}-${process.arch}`,
      memory: join(paths.state, 'update.json'),
      onStep: (step) => note(words[step]),
    });
  } catch (error) {
    if (!interruption.isInterrupted()) throw error;
    throw new CloudOpsError({
      code: 'INTERRUPTED',
      message: 'Interrupted; a whole binary is in place.',
      cause: error,
    });
  } finally {
    interruption.dispose();
  }
}

async function findSource({ paths, from }: UpdateRequest, built: Partial<ReleaseSource>): Promise<ReleaseSource> {
  const { update: settings } = await readConfiguration(paths.configFile);
  const url = from ?? settings.url ?? built.url;
  const keys = settings.keys ?? built.keys ?? [];
  if (url === undefined) throw updateError('UPDATE_NOT_CONFIGURED', 'No place is known that releases come from.');
  if (keys.length === 0) throw updateError('UPDATE_NOT_CONFIGURED', 'No key is trusted to sign releases.');
  return { url, keys };
}
