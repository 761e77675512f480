import { type AuditLog, warnWhenUnwritable } from '@cloudops/audit';
import { type OpenLog, openLog } from './open-log.ts';

/** Who records. */
export interface RecorderOptions {
  /** Whether the engine refuses every plan with a step that is not a read. */
  readonly isReadOnly: boolean;
  /** Told once what keeps the log from being written. */
  readonly onNote: (note: string) => void;
}

/**
 * The log of a question. Where it cannot be written nothing runs; only what can do nothing but read may go on with a
 * warning, if the configuration says so.
 */
export function openRecorder(
  paths: Parameters<typeof openLog>[0],
  settings: OpenLog['settings'],
  { isReadOnly, onNote }: RecorderOptions,
): AuditLog {
  const { log } = openLog(paths, settings);
  if (!isReadOnly || settings.unwritable !== 'warn') return log;
  const told = new Set<string>();
  return warnWhenUnwritable(log, ({ code, message }) => {
    if (told.has(code)) return;
    told.add(code);
    onNote(`Not recorded: ${message} [${code}]`);
  });
}
