import { createHash } from 'node:crypto';
import {
  defineChange,
  type Evidence,
  type Observation,
  type Principal,
  type Provider,
  type ResourceRef,
  type Target,
} from '@cloudops/spec';
import { z } from 'zod';

/** A cluster of one number per name, that can be scaled. */
export interface ChangeWorld {
  readonly replicas: Map<string, number>;
  /** Which cluster it says that it is. */
  identity: string;
  targets: readonly Target[];
  who: Principal;
  /** What the next change answers after it took effect; `present` unless stated. */
  answer: Evidence<string> | null;
  /** Names for which the effect never comes. */
  readonly sick: Set<string>;
  /** Changes that took effect, in order. */
  readonly writes: string[];
  provider(): Provider;
}

const input = z.strictObject({ name: z.string(), replicas: z.int() });
type Input = z.infer<typeof input>;
type State = { readonly replicas: number };

function versionOf(name: string, replicas: number | undefined): string {
  return `sha256:${createHash('sha256').update(`${name}=${replicas}`).digest('hex')}`;
}

/** Makes a world with the workload `api` at 2 replicas and `web` at 1. */
export function createChangeWorld(): ChangeWorld {
  const world: ChangeWorld = {
    replicas: new Map([
      ['api', 2],
      ['web', 1],
    ]),
    identity: 'memory:1',
    targets: [{ provider: 'memory', name: 'memory', environment: 'prod' }],
    who: { id: 'memory:alice', kind: 'human', established_by: 'memory', credential: 'short-lived' },
    answer: null,
    sick: new Set(),
    writes: [],
    provider: () => createProvider(world),
  };
  return world;
}

function createProvider(world: ChangeWorld): Provider {
  return {
    specificationVersion: 'v1',
    name: 'memory',
    version: '1.0.0',
    actions: [createScale(world, 'write'), createScale(world, 'delete')],
    findings: [],
    targets: async () => world.targets,
    doIdentify: async () => ({ status: 'present', output: world.who }),
    doLocate: async () => ({ status: 'present', output: world.identity }),
    close: async () => undefined,
  };
}

function resourceOf(name: string): ResourceRef {
  return { provider: 'memory', target: 'memory', kind: 'Workload', namespace: 'shop', name };
}

function createScale(world: ChangeWorld, risk: 'write' | 'delete') {
  const { replicas } = world;
  const stateOf = (before: Observation): State => before.state as unknown as State;
  return defineChange<Input>({
    name: risk === 'write' ? 'scale' : 'remove',
    description: 'Scales a workload.',
    risk,
    input,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [],
    change: {
      async doObserve({ name, replicas: wanted }) {
        const now = replicas.get(name);
        if (now === undefined) return { status: 'absent' };
        const effects = [`replicas: ${now} → ${wanted}`];
        return {
          status: 'present',
          output: {
            objects: [{ resource: resourceOf(name), version: versionOf(name, now), effects }],
            state: { replicas: now },
            blast_radius: Math.abs(wanted - now),
            monthly_cents: 0,
            in_place: now === wanted,
            undo: `back to ${now}`,
          },
        };
      },
      doDryRun: async () => ({ status: 'present', output: 'would be accepted' }),
      async doChange({ name, replicas: wanted }, before) {
        if (replicas.get(name) !== stateOf(before).replicas) {
          return { status: 'unknown', reason: { kind: 'stale', message: 'it moved' } };
        }
        replicas.set(name, wanted);
        world.writes.push(`${name}=${wanted}`);
        return world.answer ?? { status: 'present', output: 'scaled' };
      },
      async doLook({ name, replicas: wanted }, before) {
        const now = replicas.get(name);
        const state = now === wanted ? 'after' : now === stateOf(before).replicas ? 'before' : 'other';
        return { status: 'present', output: { state, versions: [versionOf(name, now)], message: `it has ${now}` } };
      },
      async doVerify({ name }) {
        const outcome = world.sick.has(name) ? 'not-healed' : 'healed';
        return { status: 'present', output: { outcome, message: 'all are ready' } };
      },
      async doUndo({ name }, before) {
        replicas.set(name, stateOf(before).replicas);
        world.writes.push(`${name}=${stateOf(before).replicas}`);
        return { status: 'present', output: 'scaled back' };
      },
    },
  });
}
