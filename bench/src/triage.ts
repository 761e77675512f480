import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyFleet, createReader, startTestbed } from '@cloudops/testbed';
import { type Measurement, measure, measureInTurn, median } from './measure.ts';
import type { Target } from './target.ts';
import { timeAnalyzers } from './triage-analyzers.ts';
import { triageLists } from './triage-lists.ts';

const rounds = 3;
/** Peaks in MiB, as the two sizes may have them. */
const sizes = [
  { nodes: 250, pods: 5000, events: 10_000, peak: 250 },
  { nodes: 1000, pods: 20_000, events: 40_000, peak: 600 },
] as const;

type Size = (typeof sizes)[number];

interface Answer {
  readonly report: { readonly causes: readonly unknown[] };
  readonly run: { readonly calls: Readonly<Record<string, number>> };
}

/** A triage of a big healthy cluster full of old warnings, against a bare paged read of the same lists in the same run. */
export async function benchTriage(cli: string, root: string): Promise<readonly Target[]> {
  const all: Target[] = [];
  for (const size of sizes) all.push(...(await benchSize(size, cli, root)));
  return all;
}

async function benchSize(size: Size, cli: string, root: string): Promise<readonly Target[]> {
  const testbed = await startTestbed({ metrics: false });
  const home = mkdtempSync(join(tmpdir(), 'cloudops-bench-'));
  try {
    await applyFleet(testbed, { ...size, notify: (message) => process.stderr.write(`${message}\n`) });
    const manifests = ['reader', 'reader-logs'].map((name) => join(root, `deploy/rbac/${name}.yaml`));
    const kubeconfig = await createReader(testbed, manifests, {
      serviceAccount: 'cloudops-reader',
      namespace: 'cloudops',
    });
    const environment = { HOME: home, KUBECONFIG: kubeconfig };
    const bareRead = fileURLToPath(new URL('./bare-read.ts', import.meta.url));
    const ours = { program: process.execPath, args: [cli, 'triage', '-o', 'json'], environment };
    const bare = { program: process.execPath, args: [bareRead, kubeconfig, ...triageLists], environment };
    const { stdout } = await measure({ ...ours, keep: true });
    const [mine = [], floor = []] = await measureInTurn([ours, bare], rounds);
    return [
      ...compare(size, mine, floor),
      ...judge(size, JSON.parse(stdout) as Answer),
      await timeAnalyzers(`${size.pods} pods`, kubeconfig),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
    await testbed.stop();
  }
}

function compare({ pods, peak }: Size, ours: readonly Measurement[], bare: readonly Measurement[]): readonly Target[] {
  const wall = (runs: readonly Measurement[]): number => median(runs.map((run) => run.wallMs)) / 1000;
  const most = (runs: readonly Measurement[]): number => Math.max(...runs.map((run) => run.peakMib));
  const [mine, floor] = [wall(ours), wall(bare)];
  const detail = `${mine.toFixed(1)} s against ${floor.toFixed(1)} s, medians of ${rounds}`;
  return [
    { name: `triage of ${pods} pods / bare paged read of the same lists`, value: mine / floor, atMost: 1.3, detail },
    { name: `peak memory at ${pods} pods, MiB`, value: most(ours), atMost: peak, detail: `largest of ${rounds}` },
  ];
}

/** The fleet is healthy, and no request may depend on how much is found. */
function judge({ pods, events, nodes }: Size, { report, run }: Answer): readonly Target[] {
  const calls = Object.values(run.calls).reduce((sum, count) => sum + count, 0);
  const pages = Math.ceil(pods / 500) + Math.ceil(events / 500) + Math.ceil(nodes / 500) * 2 + (3 * pods) / 5000;
  return [
    { name: `causes at ${pods} pods`, value: report.causes.length, atMost: 0, detail: 'old warnings of healthy pods' },
    {
      name: `API calls at ${pods} pods`,
      value: calls,
      atMost: pages + 60,
      detail: 'pages of 500 and one list per kind',
    },
  ];
}
