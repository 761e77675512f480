import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, listAt, numberAt, type PathPart, textAt, timeAt, valueAt } from '../../evidence/read.ts';
import type { Entity } from './entity.ts';
import { keyOf, type Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** A HorizontalPodAutoscaler (autoscaling/v2). */
export interface Autoscaler {
  readonly entity: Entity;
  readonly targetKind: string;
  readonly targetName: string;
  readonly targetKey: string;
  readonly target: Workload | undefined;
  readonly minimum: number;
  readonly maximum: number;
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly Metric[];
}

/** What an autoscaler goes by. */
export interface Metric {
  /** Position in `spec.metrics`. */
  readonly index: number;
  /** `Resource`, `ContainerResource`, `Pods`, `Object`, `External`. */
  readonly type: string;
  readonly name: string;
  /** Of a ContainerResource; empty else. */
  readonly container: string;
  /** Whether the target is a share of the request. */
  readonly isUtilization: boolean;
  /** Present value over target; null when not both are known. */
  readonly ratio: number | null;
  readonly text: string;
}

/** A condition that keeps an autoscaler from acting. */
export interface Impediment {
  readonly type: 'AbleToScale' | 'ScalingActive';
  readonly index: number;
  readonly reason: string;
  /** Hostile text. */
  readonly message: string;
  /** Milliseconds. */
  readonly since: number | null;
}

const known = new WeakMap<Snapshot, readonly Autoscaler[]>();

/** All autoscalers, sorted. */
export function autoscalersOf(snapshot: Snapshot): readonly Autoscaler[] {
  const found = known.get(snapshot) ?? snapshot.all('hpas').map((entity) => toAutoscaler(snapshot, entity));
  known.set(snapshot, found);
  return found;
}

function toAutoscaler(snapshot: Snapshot, entity: Entity): Autoscaler {
  const { raw, namespace } = entity;
  const targetKind = textAt(raw, 'spec', 'scaleTargetRef', 'kind');
  const targetName = textAt(raw, 'spec', 'scaleTargetRef', 'name');
  const targetKey = keyOf(targetKind, namespace, targetName);
  return {
    entity,
    targetKind,
    targetName,
    targetKey,
    target: snapshot.workloads.get(targetKey),
    minimum: numberAt(raw, 'spec', 'minReplicas') ?? 1,
    maximum: numberAt(raw, 'spec', 'maxReplicas') ?? 0,
    current: numberAt(raw, 'status', 'currentReplicas') ?? 0,
    desired: numberAt(raw, 'status', 'desiredReplicas') ?? 0,
    metrics: listAt(raw, 'spec', 'metrics').map((metric, index) => toMetric(raw, metric, index)),
  };
}

/** Why an autoscaler does not act; null when it does. No scaling at zero replicas is what it was told. */
export function impedimentOf({ entity: { raw } }: Autoscaler): Impediment | null {
  for (const type of ['AbleToScale', 'ScalingActive'] as const) {
    const condition = conditionOf(raw, type);
    const reason = textAt(condition?.raw, 'reason');
    if (condition === null || textAt(condition.raw, 'status') !== 'False' || reason === 'ScalingDisabled') continue;
    const message = textAt(condition.raw, 'message');
    return { type, index: condition.index, reason, message, since: timeAt(condition.raw, 'lastTransitionTime') };
  }
  return null;
}

const partOf: ReadonlyMap<string, string> = new Map([
  ['Resource', 'resource'],
  ['ContainerResource', 'containerResource'],
  ['Pods', 'pods'],
  ['Object', 'object'],
  ['External', 'external'],
]);

function toMetric(raw: unknown, metric: unknown, index: number): Metric {
  const type = textAt(metric, 'type');
  const part = partOf.get(type) ?? '';
  const isResource = type === 'Resource' || type === 'ContainerResource';
  const namePath: readonly PathPart[] = isResource ? [part, 'name'] : [part, 'metric', 'name'];
  const name = textAt(metric, ...namePath);
  const now = listAt(raw, 'status', 'currentMetrics').find(
    (one) => textAt(one, 'type') === type && textAt(one, ...namePath) === name,
  );
  const wanted = valueAt(metric, part, 'target');
  const compared = ['averageUtilization', 'averageValue', 'value'].flatMap((field) => {
    const target = quantityOf(valueAt(wanted, field));
    const current = quantityOf(valueAt(now, part, 'current', field));
    return target === null || current === null || target <= 0 ? [] : [{ field, target, current }];
  })[0];
  return {
    index,
    type,
    name,
    container: textAt(metric, part, 'container'),
    isUtilization: valueAt(wanted, 'averageUtilization') !== undefined,
    ratio: compared === undefined ? null : compared.current / compared.target,
    text: compared === undefined ? name : measured(name, compared),
  };
}

function measured(
  name: string,
  { field, target, current }: { readonly field: string; readonly target: number; readonly current: number },
): string {
  const unit = field === 'averageUtilization' ? ' %' : '';
  return `${name} at ${current}${unit} against a target of ${target}${unit}`;
}
