import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal, type RunSummary } from '@cloudops/executor';
import type { ChangeOutcome } from '@cloudops/spec';
import { buildTestbed, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { type ChangeBench, createChangeBench } from './__fixtures__/change-bench.ts';
import { type CountingProxy, startCountingProxy } from './__fixtures__/counting-proxy.ts';

const moments = 100;
/** Most of a change is waiting: for pods to be ready, and then a while longer. */
const atOnce = 12;
const namespace = 'kills';
const deployments = { apiVersion: 'apps/v1', kind: 'Deployment' };
const names = Array.from({ length: moments }, (_, index) => `api-${index}`);
/** As many at once as later, for what is usual. */
const references = Array.from({ length: atOnce }, (_, index) => `reference-${index}`);

let testbed: Testbed;
let bench: ChangeBench;
let proxy: CountingProxy;
let user: CliUser;
let endings: readonly Ending[] = [];

/** The same moments in every run: https://github.com/cprosche/mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function inLanes<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

function deployment(name: string): Parameters<Testbed['resources']['apply']>[0] {
  const container = { name: 'app', image: 'registry.local/app:1.0' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
    },
  } as never;
}

/** What the API server has of a Deployment. */
async function look(name: string): Promise<{ replicas: number; generation: number; run: string | undefined }> {
  const found = (await testbed.resources.get(deployments, name, namespace)) as unknown as {
    metadata: { generation: number; annotations?: Record<string, string> };
    spec: { replicas: number };
  };
  const mark = found.metadata.annotations?.['cloudops.dev/change'];
  return { replicas: found.spec.replicas, generation: found.metadata.generation, run: mark?.split('/')[0] };
}

/** The writer's way through the proxy, by a door of its own. */
function asSender(name: string): { readonly KUBECONFIG: string } {
  const kubeconfig = join(testbed.folder, `${name}.conf`);
  const text = readFileSync(bench.writer, 'utf8').replace(testbed.serverUrl, proxy.urlOf(name));
  writeFileSync(kubeconfig, text, { mode: 0o600 });
  return { KUBECONFIG: kubeconfig };
}

const writesOf = (name: string) => proxy.writesOf(`/${namespace}/deployments/${name}`);

/** Saves a plan. @returns its id. */
async function plan(name: string, replicas: number): Promise<string> {
  const question = `scale ${name} to ${replicas} replicas in namespace ${namespace} in staging`;
  const file = `${name}-${replicas}.plan.json`;
  const planned = await user.run(['plan', question, '--out', file]);
  expect(planned, planned.stderr).toMatchObject({ status: 0 });
  return (JSON.parse(readFileSync(join(user.home, file), 'utf8')) as { plan: { id: string } }).plan.id;
}

const applied = (name: string, replicas: number): readonly string[] => ['apply', `${name}-${replicas}.plan.json`];

async function listRuns(): Promise<readonly RunSummary[]> {
  const journal = openJournal({
    databasePath: join(user.state, 'runs.db'),
    evidenceFolder: join(user.state, 'evidence'),
    clock: { now: () => Date.now() },
  });
  try {
    return await journal.list({ last: 10_000 });
  } finally {
    await journal.close();
  }
}

/** A moment to kill at: so long after the start, or after the request of that number. */
interface Moment {
  readonly request: number;
  readonly delayMs: number;
}

/** How one change ended whose process was killed at some moment. */
interface Ending {
  readonly name: string;
  /** What the command that was killed left as its exit status: null unless it was over by then. */
  readonly status: number | null;
  /** Undefined where it never began. */
  readonly run: string | undefined;
  readonly outcome: ChangeOutcome | undefined;
}

function outcomeIn(document: unknown): ChangeOutcome | undefined {
  return (document as { report: { changes?: readonly { outcome: ChangeOutcome }[] } }).report.changes?.[0]?.outcome;
}

async function kill(name: string, planId: string, { request, delayMs }: Moment): Promise<Ending> {
  const asked = request === 0 ? Promise.resolve() : proxy.whenAsked(name, request);
  const interrupt = { signal: 'SIGKILL', after: asked.then(() => sleep(delayMs)) } as const;
  const { status } = await user.run(applied(name, 2), { interrupt, environment: asSender(name) });
  const run = (await listRuns()).find(({ plan_id }) => plan_id === planId)?.id;
  if (run === undefined) return { name, status, run, outcome: undefined };
  const settled = await user.json(['runs', 'resume', run]);
  return { name, status, run, outcome: outcomeIn(settled.document) };
}

/** Half of the moments lie anywhere; the others at one of the requests, which are close together where it is decided. */
function chooseMoments({ usualMs, requests }: Usual): readonly Moment[] {
  const random = createRandom(8);
  return names.map((_, index) =>
    index % 2 === 0
      ? { request: 0, delayMs: Math.round(random() * usualMs) }
      : { request: 1 + Math.floor(random() * requests), delayMs: Math.round(random() * 40) },
  );
}

const middleOf = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? 0;

/** A change that nobody disturbs. */
interface Usual {
  readonly usualMs: number;
  readonly requests: number;
}

async function measure(): Promise<Usual> {
  const measured = await inLanes(references, async (name) => {
    await plan(name, 2);
    const result = await user.run(applied(name, 2), { environment: asSender(name) });
    expect(result, result.stderr).toMatchObject({ status: 0 });
    return { usualMs: result.durationMs, requests: proxy.countOf(name) };
  });
  return {
    usualMs: middleOf(measured.map(({ usualMs }) => usualMs)),
    requests: middleOf(measured.map(({ requests }) => requests)),
  };
}

beforeAll(async () => {
  await buildTestbed();
  testbed = await startTestbed({ metrics: false });
  bench = await createChangeBench(testbed);
  proxy = await startCountingProxy(testbed);
  ({ user } = await bench.createOperator('staging', asSender('others').KUBECONFIG));
  await testbed.resources.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await inLanes([...references, ...names], (name) => testbed.resources.apply(deployment(name)));
  const planIds = new Map(await inLanes(names, async (name) => [name, await plan(name, 2)] as const));
  const momentsOf = chooseMoments(await measure());
  endings = await inLanes([...names.entries()], ([index, name]) =>
    kill(name, planIds.get(name) ?? '', momentsOf[index] ?? { request: 0, delayMs: 0 }),
  );
});

afterAll(async () => {
  bench?.removeOperators();
  await proxy?.close();
  await testbed?.stop();
});

describe('a change whose process is killed at any moment', () => {
  it('was met before it began, after it was sent, and after its end', async ({ annotate }) => {
    const counts = Object.groupBy(endings, ({ run, status, outcome }) =>
      run === undefined ? 'never began' : status === null ? (outcome?.state ?? 'none') : 'over by then',
    );
    await annotate(JSON.stringify(Object.entries(counts).map(([state, all = []]) => `${all.length} ${state}`)));
    expect(endings).toHaveLength(moments);
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['never began', 'not-done', 'changed']));
  });

  it('leaves the old state or the new one, as the journal says', async () => {
    const told = await inLanes(endings, async ({ name, outcome }) => {
      const { replicas, run } = await look(name);
      return { name, replicas, run, state: outcome?.state ?? 'not-done' };
    });
    const wanted = endings.map(({ name, outcome, run }) =>
      outcome?.state === 'changed'
        ? { name, replicas: 2, run, state: 'changed' }
        : { name, replicas: 1, run: undefined, state: 'not-done' },
    );
    expect(told).toEqual(wanted);
  });

  it('happened once at the most', async () => {
    const seen = await inLanes(endings, async ({ name }) => {
      const { replicas, generation } = await look(name);
      return { name, changes: generation - 1, writes: writesOf(name).length, by: replicas - 1 };
    });
    expect(seen.filter(({ changes, writes, by }) => changes !== by || writes !== by)).toEqual([]);
    const paths = [...names, ...references].map((name) => `/${namespace}/deployments/${name}`);
    expect(proxy.writes.filter(({ what }) => !paths.some((path) => what.endsWith(path)))).toEqual([]);
  });

  it('is shown by runs show as it was settled', async () => {
    const some = endings.filter(({ run }) => run !== undefined).slice(0, 10);
    const shown = await inLanes(some, async ({ run = '' }) =>
      outcomeIn((await user.json(['runs', 'show', run])).document),
    );
    expect(shown).toEqual(some.map(({ outcome }) => outcome));
    expect((await listRuns()).filter(({ outcome }) => outcome === 'outcome unknown')).toEqual([]);
  });

  it('has an end in the audit log, or is told as unknown', async () => {
    const records = await user.records();
    const runsOf = (event: string) => records.filter((record) => record.event === event);
    const ended = new Set(runsOf('execution.finished').map(({ action }) => action.run_id));
    const open = runsOf('execution.started').filter(({ action }) => !ended.has(action.run_id));
    const { document } = await user.json(['audit', 'verify']);
    const { verification } = document as { verification: { kind: string; unknown_outcome: readonly string[] } };
    expect(verification.kind).toBe('verified');
    expect([...verification.unknown_outcome].sort()).toEqual(open.map(({ audit_id }) => audit_id).sort());
    const began = new Set((await listRuns()).map(({ id }) => id));
    expect(open.filter(({ action }) => began.has(action.run_id ?? ''))).toEqual([]);
  });

  it('leaves no lock', async () => {
    const some = endings.filter((_, index) => index % 13 === 0);
    const statuses = await inLanes(some, async ({ name }) => {
      await plan(name, 3);
      return (await user.run(applied(name, 3))).status;
    });
    expect(statuses).toEqual(some.map(() => 0));
    expect(await inLanes(some, async ({ name }) => (await look(name)).replicas)).toEqual(some.map(() => 3));
  });
});
