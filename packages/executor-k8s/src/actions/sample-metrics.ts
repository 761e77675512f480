import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { mapEvidence } from '../api/map-evidence.ts';
import { readList } from '../api/read-list.ts';
import { isPossibleName } from '../api/request-path.ts';
import type { ApiSession } from '../api/session.ts';
import { optionalText } from './inputs.ts';
import {
  type MetricsInput,
  type MetricsOutput,
  type MetricsSample,
  metricsOutputSchema,
  type NodeUsage,
  type PodUsage,
  type UsageList,
} from './metrics-values.ts';
import { parseNodeUsage, parsePodUsage, splitStale } from './parse-usage.ts';
import type { Services } from './services.ts';

const input = z.strictObject({
  namespace: optionalText,
  samples: z.int().min(1).max(5).default(3),
  node_selector: optionalText,
});

/** Used until the items tell theirs: metrics-server's usual resolution. */
const usualWindowSec = 15;
/** No wait is longer, whatever window the items claim. */
const longestWindowSec = 120;

const metricsGroup = { group: 'metrics.k8s.io', version: 'v1beta1' };

interface Sampling {
  readonly session: ApiSession;
  readonly request: MetricsInput;
  readonly context: ActionContext;
}

async function readNodes({ session, request, context }: Sampling): Promise<Evidence<UsageList<NodeUsage>>> {
  const resource = {
    ...metricsGroup,
    resource: 'nodes',
    kind: 'NodeMetrics',
    namespaced: false,
    singular: '',
    shortNames: [],
  };
  const evidence = await readList({
    session,
    context,
    resource,
    namespace: null,
    labelSelector: request.node_selector,
    limit: null,
    consistency: 'latest',
    metadataOnly: false,
    pick: parseNodeUsage,
  });
  return mapEvidence(evidence, splitStale);
}

async function readPods({ session, request, context }: Sampling): Promise<Evidence<UsageList<PodUsage>>> {
  const resource = {
    ...metricsGroup,
    resource: 'pods',
    kind: 'PodMetrics',
    namespaced: true,
    singular: '',
    shortNames: [],
  };
  const evidence = await readList({
    session,
    context,
    resource,
    namespace: request.namespace,
    limit: null,
    consistency: 'latest',
    metadataOnly: false,
    pick: parsePodUsage,
  });
  return mapEvidence(evidence, splitStale);
}

function windowOf({ nodes, pods }: MetricsSample): number | null {
  const items = [nodes, pods].flatMap((evidence) => [
    ...(evidence.output?.items ?? []),
    ...(evidence.output?.stale ?? []),
  ]);
  return items.reduce<number | null>((widest, { window_sec: window }) => Math.max(widest ?? 0, window), null);
}

/** Adjacent samples must be more than one window apart, or they would show the same measurement twice. */
function waitMs(sample: MetricsSample): number {
  const window = windowOf(sample) ?? usualWindowSec;
  return Math.ceil(Math.min(window, longestWindowSec) + 1) * 1000;
}

async function takeSample(sampling: Sampling): Promise<MetricsSample> {
  const [nodes, pods] = await Promise.all([readNodes(sampling), readPods(sampling)]);
  const at = nodes.output?.at ?? pods.output?.at ?? new Date(sampling.context.clock.now()).toISOString();
  return { at, nodes, pods };
}

const notServed: UnknownReason = {
  kind: 'unavailable',
  message: 'list metrics.k8s.io/pods: the cluster serves no metrics API (HTTP 404)',
  needs: 'metrics-server, or another provider of metrics.k8s.io',
};

/** Why sampling is pointless; null when at least one of both lists can be read. */
function hopeless({ nodes, pods }: MetricsSample): UnknownReason | null {
  if (nodes.output !== undefined || pods.output !== undefined) return null;
  return pods.reason ?? nodes.reason ?? notServed;
}

function isOutdated({ output }: Evidence<UsageList<unknown>>): boolean {
  return output !== undefined && output.items.length === 0 && output.stale.length > 0;
}

/** Why the last sample says nothing about now: all of its nodes or all of its pods were measured too long ago. */
function outdated(sample: MetricsSample | undefined): UnknownReason | null {
  const what = (['nodes', 'pods'] as const).filter((kind) => sample !== undefined && isOutdated(sample[kind]));
  if (what.length === 0) return null;
  const message = `sampling metrics: all measurements of ${what.join(' and ')} are older than two of their windows`;
  return { kind: 'stale', message, needs: 'a metrics-server that measures again' };
}

async function sampleMetrics(sampling: Sampling): Promise<Evidence<MetricsOutput>> {
  const { context, request } = sampling;
  if (request.namespace !== null && !isPossibleName(request.namespace)) return { status: 'absent' };
  const taken: MetricsSample[] = [];
  for (let number = 1; number <= request.samples; number += 1) {
    const previous = taken.at(-1);
    if (previous !== undefined) {
      try {
        await context.clock.sleep(waitMs(previous), context.signal);
      } catch {
        const message = `sampling metrics: ended after ${taken.length} of ${request.samples} samples`;
        const reason: UnknownReason = { kind: 'interrupted', message, needs: 'a longer --timeout' };
        return { status: 'unknown', reason, output: toOutput(taken) };
      }
    }
    context.notify({ message: `sample ${number} of ${request.samples}`, done: number, total: request.samples });
    const sample = await takeSample(sampling);
    const reason = number === 1 ? hopeless(sample) : null;
    if (reason !== null) return { status: 'unknown', reason };
    taken.push(sample);
  }
  const output = toOutput(taken);
  const reason = outdated(taken.at(-1));
  return reason === null ? { status: 'present', output } : { status: 'unknown', reason, output };
}

function toOutput(samples: readonly MetricsSample[]): MetricsOutput {
  const windows = samples.map(windowOf).filter((window) => window !== null);
  return { window_sec: windows.length === 0 ? null : Math.max(...windows), samples };
}

/** `kubernetes.sample-metrics`: usage of nodes and pods, several times. */
export function createSampleMetricsAction({ session }: Services): Action {
  return defineAction<MetricsInput, MetricsOutput>({
    name: 'sample-metrics',
    description: 'Samples CPU and memory usage of nodes and pods several times, more than one metrics window apart.',
    risk: 'read',
    input,
    output: metricsOutputSchema,
    estimatedSec: 35,
    estimatedCostUsd: 0,
    permissions: ({ namespace }) => [
      { verb: 'list', resource: 'metrics.k8s.io/nodes' },
      { verb: 'list', resource: 'metrics.k8s.io/pods', ...(namespace === null ? {} : { namespace }) },
    ],
    doRun: (request, context) => sampleMetrics({ session, request, context }),
  });
}
