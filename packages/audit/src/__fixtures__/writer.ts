import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

// Appends until it is killed, and tells of each record once it is durable.
const [folder = '', origin = '', first = '0'] = process.argv.slice(2);
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
  busyTimeoutMs: 10_000,
});
for (let number = Number(first); ; number += 1) {
  const { index, audit_id } = await log.append(auditRecord(number));
  writeSync(1, `${index} ${audit_id}\n`);
}
