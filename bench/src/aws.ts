import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AwsTestbed, startAwsTestbed } from '@cloudops/testbed';
import { type Command, type Measurement, measure, measureInTurn, median } from './measure.ts';
import type { Target } from './target.ts';

const rounds = 3;
const place = { account: '111122223333', region: 'eu-west-1' } as const;
const fleet = { ...place, groups: 10_000, rules: 31_000, interfaces: 6_700 } as const;

interface Readers {
  readonly ours: Command;
  readonly bare: Command;
}

/** An audit of 10,000 security groups against a bare paged read of the same calls with the SDK, in the same run. */
export async function benchAws(cli: string, root: string): Promise<readonly Target[]> {
  const testbed = await startAwsTestbed({ notify: (line) => process.stderr.write(`${line}\n`) });
  const home = mkdtempSync(join(tmpdir(), 'cloudops-bench-'));
  try {
    await testbed.seedFleet(fleet);
    const readers = await createReaders(testbed, { cli, root, home });
    const [ours = [], bare = []] = await measureInTurn([readers.ours, readers.bare], rounds);
    return [...compare(ours, bare), await compareCalls(testbed, readers)];
  } finally {
    rmSync(home, { recursive: true, force: true });
    await testbed.stop();
  }
}

async function createReaders(
  testbed: AwsTestbed,
  { cli, root, home }: { readonly cli: string; readonly root: string; readonly home: string },
): Promise<Readers> {
  const credentials = await testbed.credentials(place.account);
  const environment = { ...testbed.environment(credentials, place.region), HOME: home };
  const bareRead = fileURLToPath(new URL('./bare-aws-read.ts', import.meta.url));
  const question = 'is anything of ours open to the internet?';
  return {
    ours: {
      program: process.execPath,
      args: [cli, 'investigate', question, '--region', place.region, '-o', 'json'],
      environment,
    },
    bare: {
      program: process.execPath,
      args: [bareRead, join(root, 'playbooks/library/aws-security-groups.yaml')],
      environment,
    },
  };
}

function compare(ours: readonly Measurement[], bare: readonly Measurement[]): readonly Target[] {
  const wall = (runs: readonly Measurement[]): number => median(runs.map((run) => run.wallMs)) / 1000;
  const [mine, floor] = [wall(ours), wall(bare)];
  const peak = Math.max(...ours.map((run) => run.peakMib));
  const detail = `${mine.toFixed(1)} s against ${floor.toFixed(1)} s, medians of ${rounds}`;
  return [
    { name: 'audit / bare paged read', value: mine / floor, atMost: 1.3, detail },
    { name: 'our own part, s', value: mine - floor, atMost: 2, detail: 'beyond the bare read' },
    { name: 'peak memory, MiB', value: peak, atMost: 300, detail: `largest of ${rounds}` },
  ];
}

/** Ours may ask who we are and what other steps' answers name; beyond that it asks nothing twice. */
async function compareCalls(testbed: AwsTestbed, { ours, bare }: Readers): Promise<Target> {
  const count = async (command: Command): Promise<number> => {
    await testbed.clearRequests();
    await measure(command);
    return (await testbed.requests()).reduce((sum, { count: requests }) => sum + requests, 0);
  };
  const [mine, floor] = [await count(ours), await count(bare)];
  return { name: 'API calls / bare', value: mine / floor, atMost: 1.1, detail: `${mine} against ${floor}` };
}
