import type { AuditLog } from '@cloudops/audit';
import { type Journal, openJournal } from '@cloudops/executor';
import { type OpenLog, openLog } from './audit/open-log.ts';
import { systemClock } from './composition/system-clock.ts';
import { readConfiguration } from './configuration/configuration.ts';
import type { Paths } from './configuration/paths.ts';

/** Uses the audit log and closes it again, whatever happens. */
export async function withAuditLog<Result>(
  paths: Paths,
  use: (log: AuditLog, open: OpenLog) => Promise<Result>,
): Promise<Result> {
  const { audit } = await readConfiguration(paths.configFile);
  const open = openLog(paths, audit);
  try {
    return await use(open.log, open);
  } finally {
    await open.log.close();
  }
}

/** Uses the journal of runs and closes it again, whatever happens. */
export async function withJournal<Result>(paths: Paths, use: (journal: Journal) => Promise<Result>): Promise<Result> {
  const journal = openJournal({
    databasePath: paths.runsDatabase,
    evidenceFolder: paths.evidence,
    clock: systemClock,
  });
  try {
    return await use(journal);
  } finally {
    await journal.close();
  }
}
