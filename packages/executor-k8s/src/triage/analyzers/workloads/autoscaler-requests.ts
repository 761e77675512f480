import { setResources } from '../../../cpu/remediation.ts';
import { listAt, type PathPart, textAt, valueAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import {
  type Autoscaler,
  autoscalersOf,
  type Impediment,
  impedimentOf,
  type Metric,
} from '../../snapshot/autoscaler.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';

const definition: TriageFindingDefinition = {
  code: 'HPA-102',
  title: 'Autoscaler by utilisation of a container without a request',
  role: 'fault',
  severity: 'medium',
  decided:
    'Condition ScalingActive is False with FailedGetResourceMetric or FailedGetContainerResourceMetric, a metric is a utilisation of cpu or memory, and a container of the pods (of the template where there are none) states neither request nor limit of it.',
  thresholds: {},
  source: 'kube-controller-manager, replica_calculator.go, calculatePodRequests, of Kubernetes 1.36',
  remedy: 'State requests of that resource on every container of the target, or scale by a value.',
};

/** Autoscalers by a share of a request that nobody stated. */
export const autoscalerRequests: Analyzer = {
  name: 'autoscaler-requests',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: autoscalersOf(snapshot).flatMap((autoscaler) => {
      const impediment = impedimentOf(autoscaler);
      const { target } = autoscaler;
      if (target === undefined || !/^FailedGet(Container)?ResourceMetric$/.test(impediment?.reason ?? '')) return [];
      const bare = findBare(autoscaler, target);
      return bare === null || impediment === null ? [] : [describe(snapshot, autoscaler, target, impediment, bare)];
    }),
  }),
};

interface Bare {
  readonly metric: Metric;
  readonly container: string;
  /** The pod, or the workload whose template it is. */
  readonly holder: Entity;
  readonly path: readonly PathPart[];
}

function findBare({ metrics }: Autoscaler, target: Workload): Bare | null {
  const shares = metrics.filter(
    ({ type, isUtilization }) => isUtilization && (type === 'Resource' || type === 'ContainerResource'),
  );
  const pod = target.pods.find(({ isFinished, isTerminating }) => !isFinished && !isTerminating);
  const holder = pod ?? target.entity;
  if (holder === null) return null;
  const specPath: readonly PathPart[] = pod === undefined ? target.specPath : ['spec'];
  // Resources of the pod as a whole stand in for those of its containers.
  if (valueAt(holder.raw, ...specPath, 'resources', 'requests') !== undefined) return null;
  for (const metric of shares) {
    for (const [index, container] of listAt(holder.raw, ...specPath, 'containers').entries()) {
      const name = textAt(container, 'name');
      if (metric.container !== '' && metric.container !== name) continue;
      const stated = ['requests', 'limits'].some(
        (part) => valueAt(container, 'resources', part, metric.name) !== undefined,
      );
      if (!stated) return { metric, container: name, holder, path: [...specPath, 'containers', index] };
    }
  }
  return null;
}

function describe(
  snapshot: Snapshot,
  { entity }: Autoscaler,
  target: Workload,
  impediment: Impediment,
  { metric, container, holder, path }: Bare,
): Draft {
  const { kind, namespace, name } = target;
  const change = { container, field: 'requests.cpu', saved: null, proposed: '100m' } as const;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: definition.severity,
    subject: target,
    instances: [target.key, entity.key],
    title: `${kind} ${namespace}/${name}: container ${quote(container)} requests no ${metric.name}, so its autoscaler is blind`,
    detail: `HorizontalPodAutoscaler ${entity.name} goes by ${metric.name} as a share of the request, and container ${quote(container)} states none: no share can be computed.`,
    evidence: [
      ...snapshot.cite(holder, [...path, 'name'], [...path, 'resources']),
      ...snapshot.cite(
        entity,
        ['spec', 'metrics', metric.index],
        ['status', 'conditions', impediment.index, 'message'],
      ),
    ],
    explains: [{ instance: entity.key, codes: ['HPA-001'], mechanism: 'its pods state no request' }],
    touchesUsers: snapshot.touchesUsers(target),
    since: isoTime(impediment.since),
    remediations: metric.name === 'cpu' ? [setResources(target, change)] : [],
  });
}
