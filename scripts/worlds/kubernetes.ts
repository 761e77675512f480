import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyScenario,
  buildTestbed,
  cleanScenario,
  createReader,
  settleScenario,
  startTestbed,
  type Testbed,
} from '@cloudops/testbed';
import { root } from '../workspace.ts';
import { recordByCommand } from './record-command.ts';

/** A world, and the scenario that it shows. */
export interface WorldPlan {
  readonly name: string;
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
}

const background = 'HEALTHY';
const question = 'why is CPU high in prod?';
const staged = 'Recorded from a real control plane with fake kubelets, beside a handful of healthy workloads.';

/** The recorded clusters. */
export const clusterWorlds: readonly WorldPlan[] = [
  {
    name: 'hot-shard',
    scenario: 'HC-01',
    title: 'One hot replica of three',
    description: `One pod takes nearly all that its limit allows while its two peers idle. ${staged}`,
  },
  {
    name: 'noisy-neighbour',
    scenario: 'HC-02',
    title: 'A noisy neighbour fills a node',
    description: `A node is saturated. Five workloads run on it and one of them is to blame. ${staged}`,
  },
  {
    name: 'rollout-regression',
    scenario: 'HC-06',
    title: 'A rollout made it hungry',
    description: `Every replica of a Deployment came close to its limit, minutes after a new image. ${staged}`,
  },
  {
    name: 'false-alarm',
    scenario: 'HC-11',
    title: 'A false alarm',
    description: `A dashboard says 180 % of the CPU request. Is anything wrong? ${staged}`,
  },
  {
    name: 'autoscaler-at-maximum',
    scenario: 'HC-04',
    title: 'An autoscaler with nowhere to go',
    description: `Replicas are busy and no more of them may be made. ${staged}`,
  },
  {
    name: 'metrics-down',
    scenario: 'HC-10',
    title: 'Nobody measures',
    description: `The metrics API is down: what can still be said, and what cannot? ${staged}`,
  },
];

/** Stages worlds on a real control plane and records the shipped question with the shipped rights. */
export async function recordClusterWorlds(worlds: readonly WorldPlan[]): Promise<void> {
  await buildTestbed();
  const testbed = await startTestbed();
  const home = mkdtempSync(join(tmpdir(), 'cloudops-record-'));
  try {
    const manifests = ['reader', 'reader-node-proxy'].map((name) => join(root, `deploy/rbac/${name}.yaml`));
    const kubeconfig = await createReader(testbed, manifests, {
      serviceAccount: 'cloudops-reader',
      namespace: 'cloudops',
    });
    for (const world of worlds) await recordWorld(testbed, world, { HOME: home, KUBECONFIG: kubeconfig });
  } finally {
    rmSync(home, { recursive: true, force: true });
    await testbed.stop();
  }
}

async function recordWorld(testbed: Testbed, world: WorldPlan, environment: Readonly<Record<string, string>>): Promise<void> {
  for (const scenario of [background, world.scenario]) await applyScenario(testbed, scenario);
  await settleScenario(testbed, world.scenario);
  await recordByCommand({ ...world, question }, environment);
  for (const scenario of [world.scenario, background]) await cleanScenario(testbed, scenario);
}
