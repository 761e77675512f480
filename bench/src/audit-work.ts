import { fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type AuditLog, openAuditLog } from '../../packages/audit/src/index.ts';

// One piece of work on an audit log, in a process of its own: prints milliseconds per unit, as JSON.
const [work = '', folder = '', amount = '0', ...rest] = process.argv.slice(2);
const count = Number(amount);
const end = Date.UTC(2026, 5, 1);

type Record = Parameters<AuditLog['append']>[0];

/** A finished execution of some 560 bytes; a million of them cover some 35 days, 3 s apart. */
function record(index: number): Record {
  return {
    schema: 'cloudops.audit/v1',
    audit_id: `aud_${String(index).padStart(26, '0')}`,
    timestamp: new Date(end - (1_000_000 - index) * 3000).toISOString(),
    event: index % 2 === 0 ? 'execution.started' : 'execution.finished',
    user: { id: `os:user-${index % 50}`, role: 'human', established_by: 'os-user' },
    action: {
      intent: `playbook-${index % 20}`,
      plan_id: `pln_${'0'.repeat(48)}`,
      run_id: `run_${Math.floor(index / 2)}`,
      targets: ['kubernetes:prod'],
      question_digest: `hmac-sha256:${'a'.repeat(64)}`,
    },
    policy: null,
    result: { status: index % 10 === 0 ? 'failed' : 'completed', cost_usd: 0.01 },
    evidence: {},
    parent: null,
    tool_version: '0.1.0',
    host: 'bench',
  };
}

function open(): AuditLog {
  const clock = {
    now: () => end,
    sleep: async (ms: number) => {
      await setTimeout(ms);
    },
  };
  const [origin = 'cloudops.local/bench'] = rest;
  return openAuditLog({ path: join(folder, 'audit.db'), keyFolder: join(folder, 'keys'), origin, clock });
}

async function timed(units: number, run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / units;
}

async function drain(items: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of items) found += 1;
  return found;
}

const works: { readonly [name: string]: () => Promise<number> } = {
  fsync: async () => {
    mkdirSync(folder, { recursive: true });
    const file = openSync(join(folder, 'fsync'), 'w');
    const page = Buffer.alloc(4096);
    return timed(count, () => {
      for (let index = 0; index < count; index += 1) {
        writeSync(file, page);
        fdatasyncSync(file);
      }
    });
  },
  one: async () => {
    const log = open();
    for (let index = 0; index < 300; index += 1) await log.append(record(index));
    const spent = await timed(count, async () => {
      for (let index = 300; index < 300 + count; index += 1) await log.append(record(index));
    });
    await log.close();
    return spent;
  },
  batch: async () => {
    const log = open();
    let spent = 0;
    for (let from = 0; from < count; from += 100) {
      const records = Array.from({ length: 100 }, (_, at) => record(from + at));
      spent += await timed(1, () => log.appendMany(records));
    }
    await log.close();
    return spent / count;
  },
  verify: async () => {
    const log = open();
    const spent = await timed(count, async () => {
      const verification = await log.verify();
      if (verification.kind !== 'verified' || verification.size !== count) throw new TypeError('it does not verify');
    });
    await log.close();
    return spent;
  },
  open: async () => timed(1, () => open().checkpoint()),
  list: async () => timed(1, () => open().read({ last: 20 })),
  show: async () => timed(1, () => open().read({ run_id: 'run_123456' })),
  day: async () => timed(1, () => drain(open().facets({ from: end - 86_400_000 }))),
  rare: async () => timed(1, () => drain(open().records({ filters: { user: 'os:nobody' }, limit: 20 }))),
};

process.stdout.write(`${JSON.stringify(await works[work]?.())}\n`);
