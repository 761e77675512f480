import { appendFileSync } from 'node:fs';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

// Appends one record and then three at once, and tells of each append once it is durable. Faults are injected into this.
const [folder = '', origin = '', acknowledged = ''] = process.argv.slice(2);
const clock = { now: () => 0, sleep: async () => undefined };
const log = openAuditLog({ path: `${folder}/audit.db`, keyFolder: `${folder}/keys`, origin, clock });
await log.append(auditRecord(100));
appendFileSync(acknowledged, '100\n');
await log.appendMany([auditRecord(101), auditRecord(102), auditRecord(103)]);
appendFileSync(acknowledged, '101\n102\n103\n');
await log.close();
