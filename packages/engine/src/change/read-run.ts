import type { Run } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { engineError } from '../errors.ts';

/**
 * Reads a run from the journal.
 * @throws CloudOpsError `RUN_UNKNOWN`; `RUN_NOT_IN_JOURNAL` where the log knows of it all the same.
 */
export async function readRun(runId: string, engine: EngineOptions): Promise<Run> {
  const found = await engine.journal.get(runId);
  if (found.kind === 'found') return found.run;
  const startedAt = await findStart(runId, engine);
  if (startedAt === null)
    throw engineError('RUN_UNKNOWN', `There is no run "${runId}".`, ['See them: cloudops runs list']);
  // A journal that was exchanged looks the same: that nothing was changed cannot be said from here.
  const message = `The log says that the run ${runId} was about to begin at ${startedAt}, and the journal has nothing of it.`;
  throw engineError('RUN_NOT_IN_JOURNAL', message, [
    'Its process ended before it began, and nothing was changed; or this is not the journal that it was begun in (runs.db).',
    'Its plan is used up either way: plan again, which looks at the objects as they are now.',
  ]);
}

async function findStart(runId: string, { audit }: EngineOptions): Promise<string | null> {
  const filters = { run_id: runId, event: 'execution.started' } as const;
  for await (const { time } of audit.facets({ filters, limit: 1 })) return new Date(time).toISOString();
  return null;
}
