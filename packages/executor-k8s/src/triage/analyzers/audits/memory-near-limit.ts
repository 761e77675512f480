import { setResources } from '../../../cpu/remediation.ts';
import { quantityOf } from '../../../evidence/quantity.ts';
import { valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { percent, quote, round } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { memoryKill } from '../pods/memory-kill.ts';
import { type ContainerReading, containerReadings, type Reading } from './samples.ts';

const thresholds = { use_of_limit: 0.9, use_alone: 0.95, hours: 4 };
const definition: TriageFindingDefinition = {
  code: 'SAT-102',
  title: 'Container is about to reach its memory limit',
  role: 'fault',
  severity: 'medium',
  decided:
    'With Prometheus: the working set of a container is at 90 % of its memory limit or above, and the linear trend of the last half hour passes the limit within 4 hours. Without such a trend a hint, from 95 %: caches fill what they are given. Silent where the container was killed for it already; then the trend is told there.',
  thresholds,
  source: 'cAdvisor, container_memory_working_set_bytes; Prometheus predict_linear',
  remedy:
    'See whether use follows load or grows without end: raise the limit for the one, look for the leak of the other.',
};

/** Containers before the kernel kills them. */
export const memoryNearLimit: Analyzer = {
  name: 'memory-near-limit',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const near = containerReadings(snapshot, 'memory_use');
    const growing = new Map(
      containerReadings(snapshot, 'memory_growth')
        .filter(({ reading }) => reading.value > 1)
        .map((one) => [keyOf(one), one]),
    );
    if (near.length === 0 && growing.size === 0) return { drafts: [] };
    const kills = memoryKill.inspect(snapshot).drafts;
    const killed = new Set(kills.map(({ subject, data }) => `${nameOf(subject)}/${String(data.container)}`));
    return {
      drafts: [
        ...near
          .filter(({ workload, container }) => !killed.has(`${nameOf(workload)}/${container.name}`))
          .flatMap((one) => describe(snapshot, one, growing.get(keyOf(one))?.reading)),
        ...kills.flatMap((kill) => sharpen(snapshot, kill, growing)),
      ],
    };
  },
};

function keyOf({ pod, container }: Pick<ContainerReading, 'pod' | 'container'>): string {
  return `${pod.key}/${container.name}`;
}

function describe(snapshot: Snapshot, one: ContainerReading, growth: Reading | undefined): readonly Draft[] {
  const { reading, pod, container, workload } = one;
  const share = reading.value;
  const isGrowing = growth !== undefined;
  if (share < (isGrowing ? thresholds.use_of_limit : thresholds.use_alone)) return [];
  const stated = valueAt(container.spec, 'resources', 'limits', 'memory');
  const limit = quantityOf(stated);
  const trend = isGrowing
    ? ` At the growth of the last half hour it passes the limit within ${thresholds.hours} hours, and is killed then.`
    : ' It does not grow towards the limit: a cache fills what it is given.';
  const cited = [reading, ...(growth === undefined ? [] : [growth])].map(({ place }) => [place] as const);
  return [
    draft({
      code: definition.code,
      role: isGrowing ? 'fault' : 'hint',
      tier: 'figure',
      severity: isGrowing ? 'medium' : 'low',
      subject: workload,
      instances: [pod.key],
      title: `${nameOf(workload)}: container ${quote(container.name)} uses ${percent(share)} of its memory limit${isGrowing ? ' and grows' : ''}`,
      detail: `Pod ${pod.name}: the working set is at ${percent(share)} of the limit${limit === null ? '' : ` of ${quote(String(stated))}`}.${trend}`,
      evidence: [
        ...snapshot.book.citeAll(cited),
        ...snapshot.cite(pod, [...container.specPath, 'resources', 'limits', 'memory']),
      ],
      touchesUsers: snapshot.touchesUsers(workload),
      remediations:
        limit === null || workload.kind === 'Pod' || !isGrowing
          ? []
          : [
              setResources(workload, {
                container: container.name,
                field: 'limits.memory',
                saved: String(stated),
                proposed: `${Math.ceil((limit * 1.5) / 1024 ** 2)}Mi`,
              }),
            ],
      data: { container: container.name, share_of_limit: round(share) },
    }),
  ];
}

/** Says of a kill that happened whether use grows towards the next one. Same code and subject: joining makes one of both. */
function sharpen(snapshot: Snapshot, kill: Draft, growth: ReadonlyMap<string, ContainerReading>): readonly Draft[] {
  const [growing] = kill.instances.flatMap((pod) => growth.get(`${pod}/${String(kill.data.container)}`) ?? []);
  if (growing === undefined) return [];
  const cited = snapshot.book.cite(growing.reading.place);
  return [
    {
      ...kill,
      detail: `Since its restart it grows again, and passes the limit within ${thresholds.hours} hours at the rate of the last half hour: more like a leak than a peak, so that a higher limit would only delay the next kill.`,
      evidence: cited === null ? [] : [cited],
    },
  ];
}
