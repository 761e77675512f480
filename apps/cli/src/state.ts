import { type AuditLog, openAuditLog } from '@cloudops/audit';
import { type Journal, openJournal } from '@cloudops/executor';
import { systemClock } from './composition/system-clock.ts';
import { readConfiguration } from './configuration/configuration.ts';
import type { Paths } from './configuration/paths.ts';

/** Uses the audit log and closes it again, whatever happens. */
export async function withAuditLog<Result>(paths: Paths, use: (log: AuditLog) => Promise<Result>): Promise<Result> {
  const { audit } = await readConfiguration(paths.configFile);
  const log = openAuditLog({
    path: paths.auditDatabase,
    keyFolder: paths.keys,
    origin: audit.origin,
    clock: systemClock,
  });
  try {
    return await use(log);
  } finally {
    await log.close();
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
