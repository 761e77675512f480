import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

// What a log says on a real disk that fills up, is freed, and becomes read-only. Runs in a mount namespace of its own.
const [folder = ''] = process.argv.slice(2);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'none', folder]);

const clock = { now: () => 0, sleep: () => Promise.resolve() };
const options = { path: `${folder}/audit.db`, keyFolder: `${folder}/keys`, origin: 'cloudops.test/audit', clock };

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
}

const log = openAuditLog(options);
const outcomes = [await outcome(log.append(auditRecord(0)))];
writeFileSync(`${folder}/ballast-1`, Buffer.alloc(400_000));
try {
  writeFileSync(`${folder}/ballast-2`, Buffer.alloc(2_000_000));
} catch {
  // Full, as it shall be.
}
outcomes.push(await outcome(log.append(auditRecord(1, { host: 'h'.repeat(60_000) }))));
rmSync(`${folder}/ballast-1`);
rmSync(`${folder}/ballast-2`);
outcomes.push(await outcome(log.append(auditRecord(1, { host: 'h'.repeat(60_000) }))));
const { kind } = await log.verify();
await log.close();
execFileSync('mount', ['-o', 'remount,ro', folder]);
const readOnly = openAuditLog(options);
outcomes.push(kind, await outcome(readOnly.append(auditRecord(2))), (await readOnly.verify()).kind);
process.stdout.write(JSON.stringify(outcomes));
