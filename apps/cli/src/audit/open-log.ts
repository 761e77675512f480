import { join } from 'node:path';
import { type AuditLog, openAuditLog, openSubjectKeys, protectAuditLog, type SubjectKeys } from '@cloudops/audit';
import { systemClock } from '../composition/system-clock.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';

/** The log as every command writes and reads it, with the keys that show people's names in it. */
export interface OpenLog {
  readonly log: AuditLog;
  /** As it is stored: people by pseudonyms. */
  readonly stored: AuditLog;
  readonly keys: SubjectKeys;
  readonly settings: Configuration['audit'];
}

/** The one way to the log: nothing that it is given by a command stores a secret or a name. */
export function openLog(paths: Pick<Paths, 'auditDatabase' | 'keys'>, settings: Configuration['audit']): OpenLog {
  const { auditDatabase: path, keys: keyFolder } = paths;
  const stored = openAuditLog({ path, keyFolder, origin: settings.origin, clock: systemClock });
  const keys = openSubjectKeys({ folder: join(keyFolder, 'subjects') });
  return { log: protectAuditLog(stored, keys), stored, keys, settings };
}
