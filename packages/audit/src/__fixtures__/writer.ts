import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

// Appends, in batches of so many, until it is killed or has appended a number of records; tells of each one once it is durable.
const [folder = '', origin = '', first = '0', batch = '1', count = 'Infinity'] = process.argv.slice(2);
const clock = {
  now: () => 0,
  sleep: async (ms: number) => {
    await setTimeout(ms);
  },
};
const log = openAuditLog({
  path: `${folder}/audit.db`,
  keyFolder: `${folder}/keys`,
  origin,
  clock,
  busyTimeoutMs: 60_000,
});
const end = Number(first) + Number(count);
for (let number = Number(first); number < end; number += Number(batch)) {
  const records = Array.from({ length: Math.min(Number(batch), end - number) }, (_, at) => auditRecord(number + at));
  const appended = batch === '1' ? [await log.append(auditRecord(number))] : await log.appendMany(records);
  writeSync(1, appended.map(({ index, audit_id }) => `${index} ${audit_id}\n`).join(''));
}
await log.close();
