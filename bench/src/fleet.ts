import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyFleet, createReader, startTestbed, type Testbed } from '@cloudops/testbed';
import { type Command, type Measurement, measure, measureInTurn, median } from './measure.ts';
import type { Target } from './target.ts';

/** How often each reader reads each fleet. */
const rounds = 3;
/** Sizes by which growth is judged; the last is the full fleet. */
const sizes = [
  { nodes: 50, pods: 1000 },
  { nodes: 250, pods: 5000 },
  { nodes: 1000, pods: 20_000 },
] as const;

interface Point {
  readonly pods: number;
  readonly ms: number;
}

interface Readers {
  readonly ours: Command;
  readonly kubectl: Command;
  readonly bare: Command;
}

/** A live investigation of a big cluster against kubectl's table and a bare paged read, in the same run. */
export async function benchFleet(cli: string, root: string): Promise<readonly Target[]> {
  const points: Point[] = [];
  let targets: readonly Target[] = [];
  for (const size of sizes) {
    await withFleet(size, { cli, root }, async (readers) => {
      const [ours = [], kubectl = [], bare = []] = await measureInTurn(
        [readers.ours, readers.kubectl, readers.bare],
        rounds,
      );
      points.push({ pods: size.pods, ms: median(ours.map((run) => run.wallMs)) });
      targets = [...compare(ours, kubectl, bare), await countCalls(readers.ours)];
    });
  }
  return [...targets, growth(points)];
}

/** A control plane of its own for each size: a fleet cannot be taken back. */
async function withFleet(
  size: (typeof sizes)[number],
  { cli, root }: { readonly cli: string; readonly root: string },
  use: (readers: Readers) => Promise<void>,
): Promise<void> {
  const testbed = await startTestbed({ metrics: false });
  const home = mkdtempSync(join(tmpdir(), 'cloudops-bench-'));
  try {
    await applyFleet(testbed, { ...size, notify: (message) => process.stderr.write(`${message}\n`) });
    await use(await createReaders(testbed, cli, root, home));
  } finally {
    rmSync(home, { recursive: true, force: true });
    await testbed.stop();
  }
}

async function createReaders(testbed: Testbed, cli: string, root: string, home: string): Promise<Readers> {
  const manifests = [join(root, 'deploy/rbac/reader.yaml')];
  const kubeconfig = await createReader(testbed, manifests, {
    serviceAccount: 'cloudops-reader',
    namespace: 'cloudops',
  });
  const environment = { HOME: home, KUBECONFIG: kubeconfig };
  const bareRead = fileURLToPath(new URL('./bare-read.ts', import.meta.url));
  return {
    ours: {
      program: process.execPath,
      args: [cli, 'investigate', 'why is CPU high in prod?', '-o', 'json'],
      environment,
    },
    kubectl: { program: testbed.kubectl, args: ['get', 'pods', '-A'], environment },
    bare: { program: process.execPath, args: [bareRead, kubeconfig], environment },
  };
}

function compare(
  ours: readonly Measurement[],
  kubectl: readonly Measurement[],
  bare: readonly Measurement[],
): readonly Target[] {
  const wall = (runs: readonly Measurement[]): number => median(runs.map((run) => run.wallMs)) / 1000;
  const peak = (runs: readonly Measurement[]): number => Math.max(...runs.map((run) => run.peakMib));
  const [mine, table, floor] = [wall(ours), wall(kubectl), wall(bare)];
  const detail = (other: number, runs: readonly Measurement[]): string =>
    `${mine.toFixed(1)} s against ${other.toFixed(1)} s (${peak(runs).toFixed(0)} MiB), medians of ${rounds}`;
  return [
    { name: 'investigation / kubectl get pods -A', value: mine / table, atMost: 0.5, detail: detail(table, kubectl) },
    { name: 'investigation / bare paged read', value: mine / floor, atMost: 1.3, detail: detail(floor, bare) },
    { name: 'peak memory, MiB', value: peak(ours), atMost: 400, detail: `largest of ${rounds}` },
  ];
}

/** How many requests an investigation of the full fleet makes: pages of 500, and one list per other kind. */
async function countCalls(ours: Command): Promise<Target> {
  const { stdout } = await measure({ ...ours, keep: true });
  const { calls } = (JSON.parse(stdout) as { run: { calls: Record<string, number> } }).run;
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return { name: 'API calls', value: total, atMost: 120, detail: JSON.stringify(calls) };
}

/** The exponent of the straight line through the points in log-log space: 1 is linear. */
function growth(points: readonly Point[]): Target {
  const logs = points.map(({ pods, ms }) => ({ x: Math.log(pods), y: Math.log(ms) }));
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [mx, my] = [mean((point) => point.x), mean((point) => point.y)];
  const above = logs.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  const below = logs.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  const detail = points.map(({ pods, ms }) => `${pods} pods ${(ms / 1000).toFixed(2)} s`).join(', ');
  return { name: 'growth exponent', value: above / below, atMost: 1.1, detail };
}
