import {
  type ActionContext,
  type ChangeProtocol,
  defineChange,
  type Evidence,
  type Observation,
  resourceRefSchema,
  type UnknownKind,
} from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { type ChangeUnderTest, changeConformance } from './change-conformance.ts';

const lamp = { provider: 'good', target: 'test', kind: 'Lamp', name: 'hall' };

function unknown(kind: UnknownKind): Evidence<never> {
  return { status: 'unknown', reason: { kind, message: kind } };
}

function present<Output>(output: Output): Evidence<Output> {
  return { status: 'present', output };
}

const context: ActionContext = {
  signal: new AbortController().signal,
  clock: { now: () => 0, sleep: async () => {} },
  target: { provider: 'good', name: 'test', environment: 'dev' },
  notify: () => {},
  countCall: () => {},
};

interface Lamp {
  isLit: boolean;
  isDark: boolean;
}

function createProtocol(world: Lamp): ChangeProtocol {
  const reach = <Output>(work: () => Evidence<Output>): Promise<Evidence<Output>> =>
    Promise.resolve(world.isDark ? unknown('unreachable') : work());
  const versionOf = (): string => String(world.isLit);
  return {
    doObserve: () =>
      reach(() =>
        present<Observation>({
          objects: [{ resource: lamp, version: versionOf(), effects: [] }],
          ...{ state: null, blast_radius: 1, monthly_cents: 0, in_place: world.isLit, undo: 'Put it out.' },
        }),
      ),
    doDryRun: () => reach(() => present('it may be lit')),
    doChange: (_input, before) =>
      reach(() => {
        if (before.objects[0]?.version !== versionOf()) return unknown('stale');
        world.isLit = true;
        return present('lit');
      }),
    doLook: () =>
      reach(() => present({ state: world.isLit ? 'after' : 'before', versions: [versionOf()], message: '' })),
    doVerify: () => reach(() => present({ outcome: 'healed', message: '' })),
    doUndo: () =>
      reach(() => {
        world.isLit = false;
        return present('out');
      }),
  };
}

type Breaking = (protocol: ChangeProtocol, world: Lamp) => Partial<ChangeProtocol>;

function createSubject(breaking: Breaking = () => ({})): ChangeUnderTest {
  const world = { isLit: false, isDark: false };
  const protocol = createProtocol(world);
  const action = defineChange({
    name: 'light',
    description: 'Lights a lamp',
    risk: 'write',
    input: resourceRefSchema,
    ...{ estimatedSec: 1, estimatedCostUsd: 0 },
    permissions: () => [],
    change: { ...protocol, ...breaking(protocol, world) },
  });
  const fail = (): void => {
    world.isDark = true;
  };
  return { action, input: lamp, context, fail, world: () => JSON.stringify({ isLit: world.isLit }) };
}

async function listFailed(breaking?: Breaking): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of changeConformance(async () => createSubject(breaking))) {
    const error: unknown = await run().catch((cause: unknown) => cause);
    if (error === undefined) continue;
    expect(error).toMatchObject({ code: 'CONFORMANCE_FAILED' });
    failed.push(name);
  }
  return failed;
}

const broken: readonly (readonly [string, Breaking])[] = [
  [
    'looking-changes-nothing',
    ({ doDryRun }, world) => ({
      doDryRun: (...call) => {
        world.isLit ||= !world.isDark;
        return doDryRun(...call);
      },
    }),
  ],
  [
    'observation-allows-one-change',
    ({ doChange, doLook }) => ({
      doChange: async (...call) =>
        (await doLook(...call)).output?.state === 'after' ? present('again') : doChange(...call),
    }),
  ],
  [
    'undo-restores',
    () => ({
      doUndo: async (_input, _before, { signal }) => (signal.aborted ? unknown('interrupted') : unknown('failed')),
    }),
  ],
  [
    'failure-reads-as-unknown',
    ({ doLook }) => ({
      doVerify: async (...call) =>
        (await doLook(...call)).status === 'unknown'
          ? { status: 'absent' }
          : present({ outcome: 'healed', message: '' }),
    }),
  ],
];

describe('changeConformance', () => {
  it('passes a change that does as it should', async () => {
    expect(await listFailed()).toEqual([]);
  });

  it.each(broken)('finds %s, and nothing else', async (name, breaking) => {
    expect(await listFailed(breaking)).toEqual([name]);
  });

  it('finds a change that never takes effect', async () => {
    expect(await listFailed(() => ({ doChange: async () => present('done') }))).toContain('change-is-seen');
  });
});
