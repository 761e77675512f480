import type { StepEvidence } from '../../evidence/step-evidence.ts';
import { now, type Raw } from './objects.ts';

/** What a test stages; usage in cores, one value per sample or one for all. */
export interface Staged {
  readonly nodes?: readonly Raw[];
  readonly pods?: readonly Raw[];
  readonly usage?: Readonly<Record<string, number | readonly number[]>>;
  /** Cores of a node beyond its pods, or its whole use by `=`. */
  readonly nodeUsage?: Readonly<Record<string, number | readonly number[]>>;
  readonly memory?: Readonly<Record<string, number>>;
  readonly samples?: number;
  /** Lists by step; an evidence replaces the list. */
  readonly lists?: Readonly<Record<string, readonly Raw[]>>;
  readonly steps?: Readonly<Record<string, StepEvidence>>;
  readonly namespace?: string;
}

const listSteps = [
  'nodes',
  'pods',
  'replicasets',
  'controllerrevisions',
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'hpas',
  'events',
  'quotas',
  'budgets',
  'services',
  'limitranges',
  'mutating_webhooks',
  'validating_webhooks',
] as const;

/** The steps of a run over the staged cluster. Nodes use what their pods use unless stated. */
export function stage(staged: Staged): Record<string, StepEvidence> {
  const lists: Record<string, readonly Raw[]> = { ...staged.lists, nodes: staged.nodes ?? [], pods: staged.pods ?? [] };
  const steps: Record<string, StepEvidence> = {};
  for (const step of listSteps) steps[step] = list(lists[step] ?? [], step === 'nodes' ? undefined : staged.namespace);
  for (const step of ['autoscaler', 'nodeclaims']) steps[step] = { status: 'absent' };
  const usage = staged.usage;
  steps.metrics = {
    status: 'present',
    output: { window_sec: 15, samples: usage === undefined ? [] : samplesOf(staged) },
  };
  return { ...steps, ...staged.steps };
}

export function list(items: readonly Raw[], namespace?: string): StepEvidence {
  return { status: 'present', output: { namespace: namespace ?? null, items, complete: true, server_time: now } };
}

function at(value: number | readonly number[], index: number): number {
  return typeof value === 'number' ? value : (value[index] ?? 0);
}

function samplesOf(staged: Staged): readonly Raw[] {
  const count = staged.samples ?? 3;
  return Array.from({ length: count }, (_, index) => {
    const timestamp = new Date(Date.parse(now) - (count - 1 - index) * 16_000).toISOString();
    const measured = { timestamp, window_sec: 15 };
    const pods = (staged.pods ?? []).flatMap((raw) => podMetric(staged, raw, index, measured));
    return {
      at: timestamp,
      nodes: { status: 'present', output: { at: timestamp, items: nodeMetrics(staged, index, measured), stale: [] } },
      pods: { status: 'present', output: { at: timestamp, items: pods, stale: [] } },
    };
  });
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly nodeName?: string; readonly containers?: readonly { readonly name: string }[] };
}

function podMetric(staged: Staged, raw: Raw, index: number, measured: Raw): readonly Raw[] {
  const { metadata, spec } = raw as unknown as Named;
  const used = staged.usage?.[metadata.name];
  if (used === undefined) return [];
  const memory_bytes = staged.memory?.[metadata.name] ?? 67_108_864;
  const containers = (spec.containers ?? [])
    .slice(0, 1)
    .map(({ name }) => ({ name, cpu_cores: at(used, index), memory_bytes }));
  return [{ namespace: metadata.namespace, name: metadata.name, ...measured, containers }];
}

function nodeMetrics(staged: Staged, index: number, measured: Raw): readonly Raw[] {
  const totals = new Map<string, number>();
  for (const raw of staged.pods ?? []) {
    const { metadata, spec } = raw as unknown as Named;
    const used = staged.usage?.[metadata.name];
    if (used !== undefined && spec.nodeName !== undefined)
      totals.set(spec.nodeName, (totals.get(spec.nodeName) ?? 0) + at(used, index));
  }
  return (staged.nodes ?? []).flatMap((raw) => {
    const { name } = (raw as unknown as Named).metadata;
    const stated = staged.nodeUsage?.[name];
    if (stated !== undefined && at(stated, index) < 0) return [];
    const cpu_cores = stated === undefined ? (totals.get(name) ?? 0.001) : at(stated, index);
    return [{ name, ...measured, cpu_cores, memory_bytes: 1_048_576 }];
  });
}

/** The same for all given names. */
export function each(
  names: readonly Raw[],
  value: number | readonly number[],
): Record<string, number | readonly number[]> {
  return Object.fromEntries(names.map((raw) => [(raw as unknown as Named).metadata.name, value]));
}
