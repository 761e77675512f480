import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyScenario,
  buildTestbed,
  createReader,
  settleScenario,
  startTestbed,
} from '@cloudops/testbed';
import { root } from '../workspace.ts';
import { recordByCommand, type WorldText } from './record-command.ts';

/** A world, and the scenarios that it shows. */
export interface WorldPlan extends WorldText {
  /** Staged in this order. */
  readonly scenarios: readonly string[];
  /** The shipped manifests whose rights the one who asks has. */
  readonly rights: readonly string[];
}

/** What a plan of a question about CPU states itself. */
type CpuPlan = Omit<WorldPlan, 'scenarios' | 'rights' | 'question'> & { readonly scenario: string };

const staged = 'Recorded from a real control plane with fake kubelets, beside a handful of healthy workloads.';
const beside = 'Recorded from a real control plane with fake kubelets, beside healthy workloads of the same shape.';

/** Worlds of the question about CPU: each stands before the same background. */
function aboutCpu(plans: readonly CpuPlan[]): readonly WorldPlan[] {
  return plans.map(({ scenario, ...text }) => ({
    ...text,
    question: 'why is CPU high in prod?',
    scenarios: ['HEALTHY', scenario],
    rights: ['reader', 'reader-node-proxy'],
  }));
}

const triageRights = ['reader', 'reader-logs'];

const cpuWorlds: readonly WorldPlan[] = aboutCpu([
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
]);

const triageWorlds: readonly WorldPlan[] = [
  {
    name: 'secret-without-a-key',
    title: 'Three Deployments down for want of one key',
    description: `Pods of three workloads cannot be made, and an Ingress leads nowhere. How many faults are there? ${beside}`,
    question: 'what is wrong with the cluster?',
    scenarios: ['CASCADE-SECRET'],
    rights: triageRights,
  },
  {
    name: 'service-without-endpoints',
    title: 'A Service that chooses nobody',
    description: `All pods are well, and nobody is reached. ${beside}`,
    question: 'why do the services in namespace billing have no endpoints?',
    scenarios: ['SVC-SELECTOR'],
    rights: triageRights,
  },
  {
    name: 'full-quota',
    title: 'A quota that is full',
    description: `Workloads have fewer pods than they ask for, and not one of the pods complains. ${beside}`,
    question: 'what is wrong in namespace market?',
    scenarios: ['CASCADE-QUOTA'],
    rights: triageRights,
  },
  {
    name: 'lost-node',
    title: 'A node that went silent',
    description: `Pods of two namespaces are not ready, all at once. ${beside}`,
    question: 'what is wrong with the cluster?',
    scenarios: ['CASCADE-NODE'],
    rights: triageRights,
  },
  {
    name: 'unbound-claim',
    title: 'A claim of a class that nobody serves',
    description: `A database waits for its volume, and others wait for the database. ${beside}`,
    question: 'what is wrong in namespace shop?',
    scenarios: ['CASCADE-PVC'],
    rights: triageRights,
  },
  {
    name: 'dns-down',
    title: 'Nobody finds anybody',
    description: `Programs of two namespaces fail, each with other last words. ${beside}`,
    question: 'what is wrong with the cluster?',
    scenarios: ['DNS-DOWN'],
    rights: triageRights,
  },
  {
    name: 'two-faults-at-once',
    title: 'Two faults at once',
    description: `A cascade and a fault of its own in one namespace: two causes, and not one more. ${beside}`,
    question: 'what is wrong with the cluster?',
    scenarios: ['MIX-CASCADE-AND-FAULT'],
    rights: triageRights,
  },
  {
    name: 'healthy-cluster',
    title: 'A cluster that only looks ill',
    description: `Finished Jobs, suspended CronJobs, paused rollouts and old warnings. Is anything wrong? ${beside}`,
    question: 'what is wrong with the cluster?',
    scenarios: ['HEALTHY-SHOP'],
    rights: triageRights,
  },
];

/** The recorded clusters. */
export const clusterWorlds: readonly WorldPlan[] = [...cpuWorlds, ...triageWorlds];

/** Stages worlds, each on a real control plane of its own, and records the question with the shipped rights. */
export async function recordClusterWorlds(worlds: readonly WorldPlan[]): Promise<void> {
  await buildTestbed();
  const home = mkdtempSync(join(tmpdir(), 'cloudops-record-'));
  try {
    for (const world of worlds) await recordWorld(world, home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function recordWorld(world: WorldPlan, home: string): Promise<void> {
  const testbed = await startTestbed();
  try {
    for (const scenario of world.scenarios) await applyScenario(testbed, scenario);
    for (const scenario of world.scenarios) await settleScenario(testbed, scenario);
    const manifests = world.rights.map((name) => join(root, `deploy/rbac/${name}.yaml`));
    const kubeconfig = await createReader(testbed, manifests, {
      serviceAccount: 'cloudops-reader',
      namespace: 'cloudops',
    });
    await recordByCommand(world, { HOME: home, KUBECONFIG: kubeconfig });
  } finally {
    await testbed.stop();
  }
}
