import { selectorText } from '../../../evidence/selector.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { isNear } from '../../snapshot/near-name.ts';
import { reachabilityOf } from '../../snapshot/reachability.ts';
import { selectorOf, workloadsIn } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isAtZero } from '../../snapshot/workload-status.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-101',
  title: 'Service selector misses its workload by a label',
  role: 'fault',
  severity: 'high',
  decided:
    'A Service chooses no pod and no template, and exactly one workload of its namespace is what it nearly chooses: all labels of the selector but one fit, or a value differs by a slip, or the workload bears the name of the Service. A workload that another Service chooses already counts only for a slip.',
  thresholds: { labels: 1 },
  source: 'Kubernetes, "Service", selectors; "Labels and Selectors"',
  remedy: 'Correct the label in the selector of the Service.',
};

/** Services whose selector was mistyped. */
export const serviceSelector: Analyzer = {
  name: 'service-selector',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      const reach = reachabilityOf(snapshot, service);
      if (reach.kind !== 'lacking' || reach.lack.kind !== 'no-pods' || reach.lack.workloads.length > 0) return [];
      const near = nearestWorkload(snapshot, service);
      return near === null ? [] : [describe(snapshot, service, near)];
    }),
  }),
};

/** A label of the selector and what the workload has in its place. */
interface Difference {
  readonly label: string;
  readonly wanted: string;
  /** Null when the workload has no such label. */
  readonly found: string | null;
}

interface Candidate {
  readonly workload: Workload;
  readonly differences: readonly Difference[];
  /** Lower is nearer. */
  readonly score: number;
}

function nearestWorkload(snapshot: Snapshot, service: Entity): Candidate | null {
  const found = workloadsIn(snapshot, service.namespace)
    .filter(
      (workload) => workload.entity !== null && !['Job', 'CronJob'].includes(workload.kind) && !isAtZero(workload),
    )
    .flatMap((workload) => compare(snapshot, service, workload) ?? [])
    .sort((a, b) => a.score - b.score || (a.workload.key < b.workload.key ? -1 : 1));
  const [best, second] = found;
  return best === undefined || second?.score === best.score ? null : best;
}

function compare(snapshot: Snapshot, service: Entity, workload: Workload): Candidate | null {
  const wanted = selectorOf(service)?.labels ?? new Map<string, string>();
  const differences = [...wanted].flatMap(([label, value]): Difference[] => {
    const found = workload.labels.get(label) ?? null;
    return found === value ? [] : [{ label, wanted: value, found }];
  });
  if (differences.length === 0) return null;
  const isSlip = differences.every(({ label, wanted: value, found }) =>
    found === null
      ? [...workload.labels].some(([other, has]) => has === value && other !== label)
      : isNear(value, found),
  );
  const isNamesake = workload.name === service.name;
  const isServed = snapshot.servicesOf(workload.namespace, workload.labels).length > 0;
  const allButOne = differences.length === 1 && wanted.size > 1;
  if (!isSlip && (isServed || !(isNamesake || allButOne))) return null;
  if (isServed && !isNamesake && !allButOne) return null;
  const score = differences.length * 2 + (isSlip ? 0 : 4) + (isNamesake ? 0 : 1) + (isServed ? 8 : 0);
  return { workload, differences, score };
}

function describe(snapshot: Snapshot, service: Entity, { workload, differences }: Candidate): Draft {
  const { namespace, name } = service;
  const target = `${workload.kind} ${workload.name}`;
  const texts = differences.map(({ label, wanted, found }) =>
    found === null
      ? `${quote(label)}=${quote(wanted)}, a label that pods of ${target} do not have`
      : `${quote(label)}=${quote(wanted)}, and pods of ${target} have ${quote(label)}=${quote(found)}`,
  );
  const selector = selectorOf(service);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: definition.severity,
    subject: service,
    title: `Service ${namespace}/${name} selects ${texts.join('; ')}`,
    detail: `Selector ${selector === null ? '' : selectorText(selector)} chooses no pod, so the Service has no endpoints; ${target} has ${workload.pods.length} pods and all other labels fit.`,
    evidence: [
      ...snapshot.cite(service, ['spec', 'selector']),
      ...(workload.entity === null
        ? []
        : snapshot.cite(workload.entity, [...workload.specPath.slice(0, -1), 'metadata', 'labels'])),
    ],
    explains: [{ instance: service.key, codes: ['SVC-001'], mechanism: 'its selector chooses no pod' }],
    touchesUsers: null,
    data: { workload: workload.name, labels: differences.map(({ label }) => label) },
  });
}
