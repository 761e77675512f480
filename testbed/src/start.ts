import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ControlPlaneOptions, egressFile, formatEgress, type Ports } from './control-plane.ts';
import { TestbedError } from './errors.ts';
import { startGuard } from './guard.ts';
import { readCondition } from './kubernetes-object.ts';
import { readManifest, readOwnManifest } from './manifests.ts';
import { baseNodes } from './nodes.ts';
import { binaryFolder, kwokFolder } from './paths.ts';
import { writeCredentials } from './pki.ts';
import { findFreePorts } from './ports.ts';
import { isRunning, readLogTail } from './processes.ts';
import { readState, removeState } from './state.ts';
import { createAdminClient, LocalTestbed, serverUrl, type Testbed } from './testbed.ts';
import { waitUntil } from './wait.ts';

/** How to start a test bed. */
export interface StartOptions {
  /** Takes kubeconfigs, data and logs. Left out: a temporary folder, removed by `stop`. */
  readonly folder?: string;
  /** Seconds without a heartbeat until a node counts as NotReady; 50 unless stated. */
  readonly nodeGraceSec?: number;
  /** Whether metrics-server runs; true unless stated. */
  readonly metrics?: boolean;
  /** How many base nodes there are to begin with; 3 unless stated. */
  readonly nodes?: number;
  /** Lets it live on after this process; false unless stated. Attach again by its folder. */
  readonly detached?: boolean;
  readonly signal?: AbortSignal;
}

const crdKind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
const kwokFiles = [
  'stage/node/fast/node-initialize.yaml',
  'stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
];

/**
 * Starts a control plane on free ports of 127.0.0.1, with fake nodes that are Ready when this returns.
 * Without `detached`, everything ends with this process, however it ends.
 * @throws TestbedError `BINARIES_MISSING`, `START_FAILED` (also when the folder's test bed runs already),
 *   `PROCESS_EXITED` with the program's last words, `WAIT_TIMEOUT`.
 */
export async function startTestbed(options: StartOptions = {}): Promise<Testbed> {
  const binaries = binaryFolder();
  await requireBinaries(binaries);
  const temporary = options.folder === undefined;
  const folder =
    options.folder === undefined ? await mkdtemp(join(tmpdir(), 'cloudops-testbed-')) : resolve(options.folder);
  await mkdir(folder, { recursive: true });
  await requireUnused(folder);
  for (let attempt = 1; ; attempt += 1) {
    await removeState(folder);
    try {
      return await startOnce(options, folder, binaries, temporary);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (attempt === 3 || !(await lostAPort(folder))) throw error;
    }
  }
}

async function requireBinaries(binaries: string): Promise<void> {
  for (const name of [
    'etcd',
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kwok',
    'metrics-server',
  ]) {
    await access(join(binaries, name)).catch((cause: unknown) => {
      throw new TestbedError({
        code: 'BINARIES_MISSING',
        message: `The test bed's program ${name} was not found in ${binaries}`,
        nextSteps: ['Build the programs (about 10 minutes the first time): pnpm testbed build'],
        cause,
      });
    });
  }
}

async function requireUnused(folder: string): Promise<void> {
  const state = await readState(folder);
  if (state === null || !state.processes.some(isRunning)) return;
  throw new TestbedError({
    code: 'START_FAILED',
    message: `A test bed runs in ${folder} already`,
    nextSteps: ['Use it as it is, choose another --folder, or end it: pnpm testbed down'],
  });
}

/**
 * Whether a program found its port taken: somebody was quicker between our look and its start. If so, its log goes,
 * so that the next attempt is not taken for this one.
 */
async function lostAPort(folder: string): Promise<boolean> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log')).map((name) => join(folder, name));
  const lost = logs.filter((log) => readLogTail(log, 20).includes('address already in use'));
  for (const log of lost) await rm(log, { force: true });
  return lost.length > 0;
}

async function choosePorts(): Promise<Ports> {
  const [etcdClient = 0, etcdPeer = 0, apiServer = 0, kubelet = 0, kubeletFront = 0, metricsServer = 0] =
    await findFreePorts(6);
  return { etcdClient, etcdPeer, apiServer, kubelet, kubeletFront, metricsServer };
}

async function startOnce(
  options: StartOptions,
  folder: string,
  binaries: string,
  temporary: boolean,
): Promise<Testbed> {
  const plan = { folder, binaries, ports: await choosePorts(), nodeGraceSec: options.nodeGraceSec ?? 50 };
  await writeCredentials(folder, serverUrl(plan), Date.now());
  await writeFile(join(folder, egressFile), formatEgress(plan));
  const guard = await startGuard();
  const whenStopped = (): Promise<void> =>
    temporary ? rm(folder, { recursive: true, force: true }) : removeState(folder);
  const testbed = new LocalTestbed({ options: plan, api: await createAdminClient(plan), guard, whenStopped });
  try {
    await bringUp(testbed, plan, options);
    if (options.detached === true) await guard.release();
    return testbed;
  } catch (error) {
    await testbed.end();
    await guard.release();
    throw error;
  }
}

async function bringUp(testbed: LocalTestbed, plan: ControlPlaneOptions, options: StartOptions): Promise<void> {
  const withMetrics = options.metrics ?? true;
  await testbed.start('etcd');
  await testbed.start('kubelet-front');
  await testbed.start('kube-apiserver');
  await waitWhileRunning(testbed, 'the API server to be ready', options.signal, async () => {
    const answer = await testbed.api.send({ method: 'GET', path: '/readyz', timeoutMs: 2000 }).catch(() => null);
    return answer?.status === 200 ? null : `HTTP ${answer?.status ?? 'no answer'}`;
  });
  await testbed.start('kube-controller-manager');
  await testbed.start('kube-scheduler');
  await applyManifests(testbed, plan, withMetrics);
  await testbed.start('kwok');
  if (withMetrics) await testbed.start('metrics-server');
  const nodes = baseNodes(options.nodes ?? 3);
  await Promise.all(nodes.map((node) => testbed.resources.apply(node)));
  await waitWhileRunning(testbed, 'the first objects', options.signal, () => missingParts(testbed, nodes.length));
  if (withMetrics) await testbed.waitForMetricsApi('True');
}

async function waitWhileRunning(
  testbed: LocalTestbed,
  what: string,
  signal: AbortSignal | undefined,
  probe: () => Promise<string | null>,
): Promise<void> {
  await waitUntil({ what, timeoutMs: 90_000, intervalMs: 100, signal }, async () => {
    const ended = testbed.findEnded();
    if (ended === undefined) return probe();
    throw new TestbedError({
      code: 'PROCESS_EXITED',
      message: `${ended.name} ended during start-up. Its last words:\n${readLogTail(ended.log)}`,
      nextSteps: [`Read its whole log: ${ended.log}`],
    });
  });
}

async function applyManifests(testbed: Testbed, plan: ControlPlaneOptions, withMetrics: boolean): Promise<void> {
  const { resources } = testbed;
  const crdFolder = join(kwokFolder(), 'crd', 'bases');
  const crdFiles = (await readdir(crdFolder)).filter((name) => name.endsWith('.yaml')).sort();
  const crds = (await Promise.all(crdFiles.map((name) => readManifest(join(crdFolder, name))))).flat();
  await Promise.all(crds.map((crd) => resources.apply(crd)));
  await waitUntil({ what: "kwok's kinds", timeoutMs: 30_000, intervalMs: 100 }, async () => {
    const known = await resources.list(crdKind);
    return known.every((crd) => readCondition(crd, 'Established') === 'True') ? null : 'not all are established';
  });
  const files = await Promise.all(kwokFiles.map((name) => readManifest(join(kwokFolder(), name))));
  const own = await Promise.all(['stages.yaml', 'metrics.yaml'].map((name) => readOwnManifest(name)));
  const port = { PORT: String(plan.ports.metricsServer) };
  const metrics = withMetrics ? await readOwnManifest('metrics-server.yaml', port) : [];
  for (const object of [...files, ...own, metrics].flat()) await resources.apply(object);
}

async function missingParts(testbed: Testbed, expected: number): Promise<string | null> {
  const nodes = await testbed.resources.list({ apiVersion: 'v1', kind: 'Node' });
  const ready = nodes.filter((node) => readCondition(node, 'Ready') === 'True').length;
  if (ready < expected) return `${ready} of ${expected} nodes Ready`;
  const account = await testbed.resources.get({ apiVersion: 'v1', kind: 'ServiceAccount' }, 'default', 'default');
  return account === null ? 'no default ServiceAccount' : null;
}
