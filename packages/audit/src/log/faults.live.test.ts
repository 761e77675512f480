import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { fill, logOptions, origin } from '../__fixtures__/temporary-log.ts';
import { openAuditLog } from './open-audit-log.ts';

const script = fileURLToPath(new URL('../__fixtures__/append-once.ts', import.meta.url));
const faults = ['error=EIO', 'error=ENOSPC', 'signal=SIGKILL'] as const;
const calls = ['openat', 'pwrite64', 'pread64', 'fsync', 'fdatasync', 'ftruncate', 'unlink', 'fcntl', 'fstat'] as const;
const lanes = 2;
const before = 10;

const template = mkdtempSync(join(tmpdir(), 'cloudops-audit-'));
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeAll(async () => {
  const log = openAuditLog(logOptions(template));
  await fill(log, before);
  await log.close();
});

interface Stage {
  readonly folder: string;
  readonly acknowledged: string;
  /** Starts strace with these arguments on the script that appends, watching the log's own files alone. */
  readonly command: (...flags: readonly string[]) => readonly [string, readonly string[]];
}

/** A copy of the log in a folder of its own. */
function stage(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-audit-'));
  cpSync(template, folder, { recursive: true });
  const acknowledged = join(folder, 'acknowledged');
  const paths = ['audit.db', 'audit.db-wal', 'audit.db-shm', ''].flatMap((name) => ['-P', join(folder, name)]);
  const program = [process.execPath, '--conditions=@cloudops/source', script, folder, origin, acknowledged];
  return { folder, acknowledged, command: (...flags) => ['strace', ['-f', '-qq', ...paths, ...flags, ...program]] };
}

/** How often a fault-free append makes each call on the log's files. */
function countCalls(): ReadonlyMap<string, number> {
  const { folder, command } = stage();
  const [program, flags] = command('-c', '-U', 'name,calls', '-e', `trace=${calls.join(',')}`);
  const { status, stderr } = spawnSync(program, flags, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  rmSync(folder, { recursive: true });
  const rows = [...stderr.matchAll(/^\s*(\w+)\s+(\d+)\s*$/gm)].map(
    ([, name = '', count]) => [name, Number(count)] as const,
  );
  return new Map(rows.filter(([name]) => name !== 'total'));
}

interface Injection {
  readonly call: string;
  readonly fault: string;
  readonly at: number;
}

/** What was wrong after one fault; null when nothing was. */
async function inject({
  call,
  fault,
  at,
}: Injection): Promise<{ readonly flaw: string | null; readonly outcome: string }> {
  const { folder, acknowledged, command } = stage();
  const [program, flags] = command(
    '-o',
    '/dev/null',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:${fault}:when=${at}`,
  );
  const child = spawn(program, flags, { stdio: 'ignore' });
  await once(child, 'exit');
  const told = existsSync(acknowledged) ? readFileSync(acknowledged, 'utf8').trim().split('\n') : [];
  const log = openAuditLog(logOptions(folder));
  try {
    const verification = await log.verify();
    if (verification.kind === 'broken') return { flaw: verification.why, outcome: 'broken' };
    const ids = new Set((await log.read()).map(({ record }) => record.audit_id));
    const lost = told.filter((number) => !ids.has(auditRecord(Number(number)).audit_id));
    const records = [100, 101, 102, 103].map((number) => auditRecord(number));
    const again = await log.appendMany(records);
    const isWhole =
      again.every(({ tree_size }) => tree_size === before + 4) && (await log.verify()).kind === 'verified';
    const flaw = lost.length > 0 ? `lost ${lost}` : isWhole ? null : 'a repeated append takes another place';
    return { flaw, outcome: `${told.length} told, ${verification.size - before} kept` };
  } finally {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('an append with a fault at each call on the log’s files', () => {
  it('leaves a log that verifies, keeps what it told of, and may be repeated', async () => {
    const counts = countCalls();
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['openat', 'pwrite64', 'fsync', 'fcntl']));
    const injections = faults.flatMap((fault) =>
      [...counts].flatMap(([call, count]) => Array.from({ length: count }, (_, at) => ({ call, fault, at: at + 1 }))),
    );
    const [flaws, outcomes]: [string[], Map<string, number>] = [[], new Map()];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let injection = injections[next++]; injection !== undefined; injection = injections[next++]) {
        const { flaw, outcome } = await inject(injection);
        if (flaw !== null) flaws.push(`${injection.call} ${injection.at} ${injection.fault}: ${flaw}`);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    process.stderr.write(`${injections.length} faults: ${JSON.stringify(Object.fromEntries(outcomes))}\n`);
    expect(flaws).toEqual([]);
    // Otherwise the faults missed the appends.
    expect(outcomes.get('0 told, 0 kept') ?? 0).toBeGreaterThan(10);
  }, 900_000);
});
