import { type Action, type ActionContext, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText } from '../api/object-fields.ts';
import { serverTime } from '../api/server-time.ts';
import { type CpuCounters, parseCadvisor } from './cadvisor-text.ts';
import { objectName } from './inputs.ts';
import { readNodeProxy } from './node-proxy.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.cadvisor`. */
export interface CadvisorInput {
  readonly node: string;
  /** Seconds between the two readings, 5 to 120. */
  readonly interval_sec: number;
}

/** What one container did between the two readings. */
export interface ThrottledContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** CFS periods that ran; null without a CPU limit. */
  readonly periods: number | null;
  readonly throttled: number | null;
  /** throttled / periods; null without periods. */
  readonly ratio: number | null;
  /** Seconds in which some task waited for CPU (PSI); null where unknown. */
  readonly waiting_sec: number | null;
}

/** Output of `kubernetes.cadvisor`. */
export interface CadvisorOutput {
  readonly node: string;
  readonly interval_sec: number;
  /** ISO 8601, the API server's clock at the second reading. */
  readonly at: string | null;
  /** Sorted by namespace, pod, container. Containers that restarted in between are left out. */
  readonly containers: readonly ThrottledContainer[];
}

const output = z.strictObject({
  node: z.string(),
  interval_sec: z.number(),
  at: z.string().nullable(),
  containers: z.array(
    z.strictObject({
      namespace: z.string(),
      pod: z.string(),
      container: z.string(),
      periods: z.number().nullable(),
      throttled: z.number().nullable(),
      ratio: z.number().nullable(),
      waiting_sec: z.number().nullable(),
    }),
  ),
});

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function compareCounters(before: CpuCounters, after: CpuCounters): ThrottledContainer | null {
  const periods = difference(before.periods, after.periods);
  const throttled = difference(before.throttled, after.throttled);
  const waiting = difference(before.waitingSec, after.waitingSec);
  // A counter that fell began anew: the container restarted, and the difference means nothing.
  if ([periods, throttled, waiting].some((value) => value !== null && value < 0)) return null;
  const ratio = periods === null || throttled === null || periods === 0 ? null : throttled / periods;
  const { namespace, pod, container } = after;
  return { namespace, pod, container, periods, throttled, ratio, waiting_sec: waiting };
}

/** What containers did between two readings, sorted. */
function compareReadings(
  before: ReadonlyMap<string, CpuCounters>,
  after: ReadonlyMap<string, CpuCounters>,
): readonly ThrottledContainer[] {
  return [...after]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([key, counters]) => {
      const earlier = before.get(key);
      return earlier === undefined ? [] : (compareCounters(earlier, counters) ?? []);
    });
}

async function compareTwice(
  services: Services,
  { node, interval_sec: interval }: CadvisorInput,
  context: ActionContext,
): Promise<Evidence<CadvisorOutput>> {
  const read = { services, context, node, path: '/metrics/cadvisor', form: 'text' } as const;
  const first = await readNodeProxy(read);
  if (first.status === 'absent') return first;
  if (first.status === 'unknown') return { status: 'unknown', reason: first.reason };
  const before = parseCadvisor(first.output.body.toString('utf8'));
  context.notify({ message: `waiting ${interval} s for the second reading of ${node}` });
  try {
    await context.clock.sleep(interval * 1000, context.signal);
  } catch {
    const message = `get nodes/proxy "${node}": ended before the second reading`;
    return { status: 'unknown', reason: { kind: 'interrupted', message } };
  }
  const second = await readNodeProxy(read);
  if (second.status === 'absent') return second;
  if (second.status === 'unknown') return { status: 'unknown', reason: second.reason };
  const containers = compareReadings(before, parseCadvisor(second.output.body.toString('utf8')));
  const at = serverTime(second.output.headers);
  return { status: 'present', output: { node, interval_sec: interval, at, containers } };
}

/** `kubernetes.cadvisor`: CPU throttling and pressure of a node's containers. Opt-in. */
export function createCadvisorAction(services: Services): Action {
  return defineAction<CadvisorInput, CadvisorOutput>({
    name: 'cadvisor',
    description: "Reads a kubelet's cAdvisor metrics twice and compares throttling counters. Needs nodes/proxy.",
    risk: 'read',
    input: z.strictObject({ node: objectName, interval_sec: z.int().min(5).max(120).default(15) }),
    output,
    estimatedSec: 17,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: 'nodes/proxy' }],
    doRun: (request, context) => compareTwice(services, request, context),
  });
}
