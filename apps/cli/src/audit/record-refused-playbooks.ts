import { createCommandRecord } from '@cloudops/audit';
import type { Paths } from '../configuration/paths.ts';
import { openLog } from './open-log.ts';
import { createRecordContext } from './record-context.ts';

/**
 * Records that a question was not even planned, since playbooks do not load: somebody may have tampered with them. What was
 * wrong is told all the same where the log cannot be written, since nothing is done.
 */
export async function recordRefusedPlaybooks(
  paths: Pick<Paths, 'auditDatabase' | 'keys'>,
  settings: Parameters<typeof openLog>[1],
  toolVersion: string,
): Promise<void> {
  const { log } = openLog(paths, settings);
  const facts = { event: 'plan.refused', status: 'playbooks-invalid' } as const;
  try {
    await log.append(createCommandRecord(createRecordContext(toolVersion), facts));
  } catch {
    // See above.
  } finally {
    await log.close();
  }
}
