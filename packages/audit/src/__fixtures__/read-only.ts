import { chmodSync } from 'node:fs';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

// What a log in a folder that has become read-only says to each call.
const [folder = '', user = ''] = process.argv.slice(2);
if (process.getuid?.() !== Number(user)) process.setuid?.(Number(user));

const clock = { now: () => 0, sleep: () => Promise.resolve() };
const options = { path: `${folder}/audit.db`, keyFolder: `${folder}/keys`, origin: 'cloudops.test/audit', clock };

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => (Array.isArray(value) ? value.length : 'done'),
    (error: { code?: string }) => error.code,
  );
}

const log = openAuditLog(options);
const before = await outcome(log.append(auditRecord(0)));
await log.close();
chmodSync(options.path, 0o400);
chmodSync(folder, 0o500);
const fresh = openAuditLog({ ...options, path: `${folder}/new/audit.db` });
const readOnly = openAuditLog(options);
const outcomes = [
  before,
  await outcome(readOnly.append(auditRecord(1))),
  await outcome(readOnly.read()),
  await outcome(readOnly.append(auditRecord(1))),
  await outcome(readOnly.verify()),
  await outcome(fresh.append(auditRecord(1))),
];
chmodSync(folder, 0o700);
process.stdout.write(JSON.stringify(outcomes));
