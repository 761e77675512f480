import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, median } from './measure.ts';
import type { Target } from './target.ts';

const script = fileURLToPath(new URL('./audit-work.ts', import.meta.url));
const rounds = 5;
const [few, many] = [100_000, 1_000_000];

interface Worked {
  readonly ms: number;
  readonly peakMib: number;
}

/** Appending to, verifying and reading an audit log of up to a million records, against this machine's own fsync. */
export async function benchAudit(): Promise<readonly Target[]> {
  const home = mkdtempSync(join(process.env.CLOUDOPS_BENCH_FOLDER ?? tmpdir(), 'cloudops-bench-'));
  try {
    return [...(await benchAppends(home)), ...(await benchLarge(home))];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs one piece of work in a process of its own. @returns milliseconds per unit. */
async function work(name: string, folder: string, count: number): Promise<Worked> {
  const args = ['--conditions=@cloudops/source', script, name, folder, String(count)];
  const { status, stdout, peakMib } = await measure({ program: process.execPath, args, keep: true });
  const ms: unknown = status === 0 ? JSON.parse(stdout) : undefined;
  if (typeof ms !== 'number') throw new TypeError(`audit-work ${name} ended with status ${status}`);
  return { ms, peakMib };
}

/** In turn, so that both meet the same disk. */
async function benchAppends(home: string): Promise<readonly Target[]> {
  const [syncs, ones]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    syncs.push((await work('fsync', join(home, `fsync-${round}`), 1000)).ms);
    ones.push((await work('one', join(home, `one-${round}`), 1000)).ms);
  }
  const [sync, one] = [median(syncs), median(ones)];
  return [
    {
      name: 'append, one by one / fsync',
      value: one / sync,
      // 1,500 a second where an fsync takes 0.1 ms.
      atMost: 1000 / 1500 / 0.1,
      detail: `${perSecond(one)} at ${one.toFixed(3)} ms; a 4 KiB write and fdatasync take ${sync.toFixed(3)} ms; medians of ${rounds}`,
    },
  ];
}

async function benchLarge(home: string): Promise<readonly Target[]> {
  const [small, large] = [join(home, 'few'), join(home, 'many')];
  await work('batch', small, few);
  const batch = await work('batch', large, many);
  const little = await work('verify', small, few);
  const verify = await work('verify', large, many);
  const timed = async (name: string): Promise<number> => {
    const runs: number[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push((await work(name, large, 0)).ms);
    return median(runs);
  };
  const reads = [
    { name: 'the last 20, s', work: 'list', atMost: 1 },
    { name: 'one run, s', work: 'show', atMost: 1 },
    { name: 'facets of 24 hours (28,800 records), s', work: 'day', atMost: 1 },
    { name: 'a user who never was, s', work: 'rare', atMost: 1 },
  ];
  const million = `of ${many.toLocaleString('en')} records, first call of a process`;
  const targets: Target[] = [
    perRecord('append in batches of 100', batch.ms, { rate: 30_000, detail: `over ${many.toLocaleString('en')}` }),
    perRecord('verify', verify.ms, { rate: 150_000, detail: `all ${many.toLocaleString('en')}` }),
    { name: 'open, ms', value: await timed('open'), atMost: 10, detail: `a log ${million}, and read its checkpoint` },
    {
      name: 'peak memory of verifying 1,000,000 / 100,000',
      value: verify.peakMib / little.peakMib,
      atMost: 1.3,
      detail: `${verify.peakMib.toFixed(0)} MiB against ${little.peakMib.toFixed(0)} MiB; appending ${batch.peakMib.toFixed(0)} MiB`,
    },
  ];
  for (const read of reads) {
    targets.push({ name: read.name, value: (await timed(read.work)) / 1000, atMost: read.atMost, detail: million });
  }
  return targets;
}

function perRecord(what: string, ms: number, { rate, detail }: { rate: number; detail: string }): Target {
  return {
    name: `${what}, µs per record`,
    value: ms * 1000,
    atMost: 1_000_000 / rate,
    detail: `${perSecond(ms)}, ${detail}`,
  };
}

function perSecond(ms: number): string {
  return `${Math.round(1000 / ms).toLocaleString('en')}/s`;
}
