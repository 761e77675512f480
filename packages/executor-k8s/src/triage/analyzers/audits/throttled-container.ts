import { setResources, toQuantity } from '../../../cpu/remediation.ts';
import { quantityOf } from '../../../evidence/quantity.ts';
import { valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { percent, quote, round } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { failingProbes } from '../pods/failing-probes.ts';
import { type ContainerReading, containerReadings, type Reading, readingsBy } from './samples.ts';

const thresholds = { throttled: 0.25, throttled_and_busy: 0.5, use_of_limit: 0.7, throttled_alone: 0.8 };
const definition: TriageFindingDefinition = {
  code: 'SAT-101',
  title: 'CPU limit throttles a container',
  role: 'fault',
  severity: 'medium',
  decided:
    'With Prometheus: in the last 10 minutes a container with a CPU limit was stopped in more than 25 % of its CFS periods. A cause where one of its probes times out meanwhile; a fault by itself from 80 %, or from 50 % where it uses 70 % of its limit on average; else a hint, since work that comes in bursts is throttled without harm.',
  thresholds,
  source: 'cAdvisor, container_cpu_cfs_throttled_periods_total; kubernetes-mixin CPUThrottlingHigh',
  remedy: 'Raise the CPU limit, or remove it and rely on the request.',
};

/** Containers that are not given the CPU that they ask for. */
export const throttledContainer: Analyzer = {
  name: 'throttled-container',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const use = readingsBy(snapshot, 'cpu_use', 'namespace', 'pod', 'container');
    return {
      drafts: containerReadings(snapshot, 'throttling')
        .filter(({ reading }) => reading.value > thresholds.throttled)
        .map((one) =>
          describe(snapshot, one, use.get(`${one.pod.namespace}/${one.pod.name}/${one.container.name}`) ?? null),
        ),
    };
  },
};

/** Whether a probe of the container gets its answer too late: then throttling is how. */
function lateProbeOf(snapshot: Snapshot, podKey: string, container: string): string | null {
  const probes = failingProbes(snapshot).get(podKey) ?? [];
  const late = probes.find((one) => one.container.name === container && one.failure.symptom.kind === 'timeout');
  return late?.symptom ?? null;
}

function isFault(share: number, use: Reading | null): boolean {
  if (share >= thresholds.throttled_alone) return true;
  return share >= thresholds.throttled_and_busy && use !== null && use.value >= thresholds.use_of_limit;
}

function describe(snapshot: Snapshot, one: ContainerReading, use: Reading | null): Draft {
  const { reading, pod, container, workload } = one;
  const share = reading.value;
  const late = lateProbeOf(snapshot, pod.key, container.name);
  const path = [...container.specPath, 'resources', 'limits', 'cpu'];
  const limit = quantityOf(valueAt(container.spec, 'resources', 'limits', 'cpu'));
  const used = use === null ? '' : ` It uses ${percent(use.value)} of its limit on average.`;
  const cited = [reading, ...(use === null ? [] : [use])].map(({ place }) => [place] as const);
  return draft({
    code: definition.code,
    role: late !== null || isFault(share, use) ? 'fault' : 'hint',
    tier: 'figure',
    severity: late !== null && snapshot.touchesUsers(workload) === true ? 'high' : late !== null ? 'medium' : 'low',
    subject: workload,
    instances: [pod.key],
    title: `${nameOf(workload)}: the CPU limit of container ${quote(container.name)} throttles it`,
    detail: `Pod ${pod.name}: its CPU limit stopped it in ${percent(share)} of its periods in the last 10 minutes.${used} Work waits for the next period, even while average use looks low.`,
    evidence: [...snapshot.book.citeAll(cited), ...snapshot.cite(pod, path)],
    explains:
      late === null
        ? []
        : [{ instance: pod.key, codes: [late], mechanism: 'is not given the CPU to answer its probe in time' }],
    touchesUsers: snapshot.touchesUsers(workload),
    remediations:
      limit === null || workload.kind === 'Pod'
        ? []
        : [
            setResources(workload, {
              container: container.name,
              field: 'limits.cpu',
              saved: String(valueAt(container.spec, 'resources', 'limits', 'cpu')),
              proposed: toQuantity(limit * 2),
            }),
          ],
    data: { container: container.name, throttled_ratio: round(share) },
  });
}
