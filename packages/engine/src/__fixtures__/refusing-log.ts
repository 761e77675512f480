import type { AuditLog } from '@cloudops/audit';
import type { AuditRecord } from '@cloudops/spec';

/**
 * A log that works but for some records.
 * @param isRefused asked for each record in turn, from 1.
 */
export function createRefusingLog(
  log: AuditLog,
  isRefused: (record: AuditRecord, number: number) => boolean,
): AuditLog {
  let number = 0;
  const append: AuditLog['append'] = async (record) => {
    number += 1;
    if (isRefused(record, number)) throw new TypeError('no space left on device');
    return log.append(record);
  };
  return new Proxy(log, {
    get: (target, name) => {
      if (name === 'append') return append;
      const value: unknown = Reflect.get(target, name);
      // A method of a proxy would not see the log's private fields.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
