import type { Severity } from '@cloudops/spec';
import { setRequestAndLimit, setResources } from '../../../cpu/remediation.ts';
import { quantityOf } from '../../../evidence/quantity.ts';
import { numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { cores, count, percent, quote, round } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { type Autoscaler, autoscalersOf } from '../../snapshot/autoscaler.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { bytes } from '../pods/bytes.ts';
import { type ContainerUse, usesOf } from './rightsizing-use.ts';
import type { Reading } from './samples.ts';
import { type Template, type TemplateContainer, templatesOf } from './templates.ts';

const thresholds = {
  points: 100,
  percentile: 0.95,
  memory_buffer: 0.15,
  too_big: 1.3,
  too_small: 1.1,
  floor_cores: 0.01,
  floor_mebibytes: 64,
  saving_cores: 0.1,
  saving_mebibytes: 128,
};
const source = 'Robusta KRR, simple strategy (95th percentile of CPU, maximum of memory + 15 %, 100 points)';

function define(
  code: string,
  severity: Severity,
  title: string,
  decided: string,
  remedy: string,
): TriageFindingDefinition {
  return { code, severity, title, decided, remedy, role: 'fault', thresholds, source };
}

const measured = 'Over the window (7 days unless asked otherwise), with at least 100 measurements in Prometheus, ';
const saving = 'and all replicas together would free 100m or 128Mi at least. Nothing is proposed below 10m or 64Mi.';
const definitions = {
  cpu: {
    big: define(
      'RSZ-101',
      'low',
      'CPU request is too big',
      `${measured}the CPU request of a container is 1.3 times the 95th percentile of what its busiest pod used, or more, ${saving}`,
      'Lower the request; nodes can then take other pods.',
    ),
    small: define(
      'RSZ-103',
      'medium',
      'CPU request is too small',
      `${measured}the 95th percentile of what the busiest pod used is 1.1 times the CPU request, or more: on a busy node it gets only its share.`,
      'Raise the request to what it needs at its usual peak.',
    ),
  },
  memory: {
    big: define(
      'RSZ-102',
      'low',
      'Memory request is too big',
      `${measured}the memory request of a container is 1.3 times what its largest pod ever used plus 15 %, or more, ${saving}`,
      'Lower the request; nodes can then take other pods.',
    ),
    small: define(
      'RSZ-104',
      'medium',
      'Memory request is too small',
      `${measured}the largest pod used 1.1 times the memory request, or more: it is among the first to go when its node runs out.`,
      'Raise the request to what it uses at most.',
    ),
  },
} as const;

/** Requests that do not fit what is used. */
export const rightsizing: Analyzer = {
  name: 'rightsizing',
  topic: 'rightsizing',
  definitions: [definitions.cpu.big, definitions.memory.big, definitions.cpu.small, definitions.memory.small],
  inspect(snapshot) {
    const uses = Map.groupBy(usesOf(snapshot), ({ workload }) => workload.key);
    if (uses.size === 0) return { drafts: [] };
    const wanted = snapshot.options.container;
    return {
      drafts: templatesOf(snapshot).flatMap((template) =>
        (uses.get(template.workload.key) ?? [])
          .filter(({ points, container }) => points >= thresholds.points && (!wanted || wanted === container))
          .flatMap((use) => judge(snapshot, template, use)),
      ),
    };
  },
};

/** Workloads that were measured, but not often enough. */
export function barelyMeasured(snapshot: Snapshot): readonly string[] {
  const few = usesOf(snapshot).filter(({ points }) => points > 0 && points < thresholds.points);
  return [...new Set(few.map(({ workload }) => nameOf(workload)))];
}

/** One amount: what is requested, what is used, what fits. */
interface Amount {
  readonly resource: 'cpu' | 'memory';
  readonly reading: Reading;
  readonly request: number;
  readonly proposed: number;
}

function judge(snapshot: Snapshot, template: Template, use: ContainerUse): readonly Draft[] {
  const container = template.containers.find(({ name }) => name === use.container);
  if (container === undefined) return [];
  return amountsOf(container, use).flatMap((amount) => {
    const { resource, reading, request, proposed } = amount;
    const freed = (request - proposed) * replicasOf(template);
    const enough = resource === 'cpu' ? thresholds.saving_cores : thresholds.saving_mebibytes * 1024 ** 2;
    if (request >= proposed * thresholds.too_big && freed >= enough)
      return [tell(snapshot, { template, container, use, amount, definition: definitions[resource].big, freed })];
    if (reading.value >= request * thresholds.too_small && proposed > request)
      return [tell(snapshot, { template, container, use, amount, definition: definitions[resource].small, freed })];
    return [];
  });
}

/** Only what is requested: setting what is not is k8s-no-limits. */
function amountsOf(container: TemplateContainer, { cpu, memory }: ContainerUse): readonly Amount[] {
  const requested = (resource: string): number | null =>
    quantityOf(valueAt(container.raw, 'resources', 'requests', resource)) ??
    quantityOf(valueAt(container.raw, 'resources', 'limits', resource));
  const [requestedCpu, requestedMemory] = [requested('cpu'), requested('memory')];
  const found: Amount[] = [];
  if (cpu !== null && requestedCpu !== null && requestedCpu > 0)
    found.push({ resource: 'cpu', reading: cpu, request: requestedCpu, proposed: fittingCpu(cpu.value) });
  if (memory !== null && requestedMemory !== null && requestedMemory > 0)
    found.push({
      resource: 'memory',
      reading: memory,
      request: requestedMemory,
      proposed: fittingMemory(memory.value),
    });
  return found;
}

/** Rounded up to 5m, so that proposals read like what people write. */
function fittingCpu(used: number): number {
  return Math.max(thresholds.floor_cores, Math.ceil(used * 200 - 1e-9) / 200);
}

/** With a buffer; rounded up to whole Mi. */
function fittingMemory(used: number): number {
  const mebibytes = Math.ceil((used * (1 + thresholds.memory_buffer)) / 1024 ** 2 - 1e-9);
  return Math.max(thresholds.floor_mebibytes, mebibytes) * 1024 ** 2;
}

function replicasOf({ workload, entity }: Template): number {
  const running = workload.pods.filter(({ isFinished }) => !isFinished).length;
  return running > 0 ? running : (numberAt(entity.raw, 'spec', 'replicas') ?? 1);
}

interface Told {
  readonly template: Template;
  readonly container: TemplateContainer;
  readonly use: ContainerUse;
  readonly amount: Amount;
  readonly definition: TriageFindingDefinition;
  /** Over all replicas; negative where more is needed. */
  readonly freed: number;
}

function tell(snapshot: Snapshot, { template, container, use, amount, definition, freed }: Told): Draft {
  const { workload, entity } = template;
  const { resource, reading, request, proposed } = amount;
  const words = resource === 'cpu' ? cores : bytes;
  const isBig = freed > 0;
  const scalers = autoscalersOf(snapshot).filter((one) => goesBy(one, workload.key, resource, container.name));
  const replicas = replicasOf(template);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: definition.severity,
    subject: workload,
    title: `${nameOf(workload)} requests ${isBig ? 'more' : 'less'} ${resource === 'cpu' ? 'CPU' : 'memory'} than it uses`,
    detail: `Container ${quote(container.name)} requests ${words(request)} and used ${words(reading.value)} (${resource === 'cpu' ? '95th percentile' : 'at most'}, ${count(Math.round(use.points), 'measurement')}): ${words(proposed)} would fit. ${isBig ? `${count(replicas, 'replica')} would free ${words(freed)}.` : `${count(replicas, 'replica')} would take ${words(-freed)} more.`}${limitNote(container, amount)}${scalerNote(scalers, resource)}`,
    evidence: [
      ...snapshot.book.citeAll([[reading.place]]),
      ...snapshot.cite(entity, [...container.path, 'resources', 'requests', resource]),
    ],
    touchesUsers: snapshot.touchesUsers(workload),
    remediations: ['Pod', 'Job'].includes(workload.kind) ? [] : changes(workload, container, amount),
    data: {
      [container.name]: {
        request: round(request),
        used: round(reading.value),
        proposed: round(proposed),
        points: Math.round(use.points),
        [resource === 'cpu' ? 'saving_cores' : 'saving_bytes']: round(freed),
      },
    },
  });
}

function changes(
  workload: Template['workload'],
  container: TemplateContainer,
  { resource, proposed }: Amount,
): Draft['remediations'] {
  const text = resource === 'cpu' ? milli(proposed) : `${Math.round(proposed / 1024 ** 2)}Mi`;
  const saved = valueAt(container.raw, 'resources', 'requests', resource);
  const limit = quantityOf(valueAt(container.raw, 'resources', 'limits', resource));
  const request = saved === undefined ? null : String(saved);
  const change = { container: container.name, proposed: text };
  if (limit === null || limit >= proposed)
    return [setResources(workload, { ...change, field: `requests.${resource}`, saved: request })];
  const old = String(valueAt(container.raw, 'resources', 'limits', resource));
  // A request above its limit is refused by the API server.
  return [setRequestAndLimit(workload, { ...change, resource, saved: { request, limit: old } })];
}

function milli(value: number): string {
  const rounded = Math.round(value * 1000);
  return rounded % 1000 === 0 ? String(rounded / 1000) : `${rounded}m`;
}

function limitNote(container: TemplateContainer, { resource, request, proposed }: Amount): string {
  const limit = quantityOf(valueAt(container.raw, 'resources', 'limits', resource));
  if (limit === null) return '';
  if (limit < proposed) return ' Its limit is below that, and has to rise with it.';
  return limit === request && proposed < request
    ? ' Its request equals its limit: a lower one takes the guaranteed class from the pod.'
    : '';
}

/** Whether an autoscaler scales the workload by a share of this request. */
function goesBy({ targetKey, metrics }: Autoscaler, key: string, resource: string, container: string): boolean {
  return (
    targetKey === key &&
    metrics.some(
      (metric) =>
        metric.isUtilization &&
        metric.name === resource &&
        (metric.type === 'Resource' || (metric.type === 'ContainerResource' && metric.container === container)),
    )
  );
}

function scalerNote(scalers: readonly Autoscaler[], resource: string): string {
  const [first] = scalers;
  if (first === undefined) return '';
  const metric = first.entity.raw;
  const target = targetOf(metric, resource);
  return ` HorizontalPodAutoscaler ${first.entity.name} scales by a share of this request${target === null ? '' : ` (${percent(target / 100)})`}: with another request the same load gives another number of replicas, so change its target along.`;
}

function targetOf(raw: unknown, resource: string): number | null {
  for (const metric of listOf(valueAt(raw, 'spec', 'metrics'))) {
    for (const part of ['resource', 'containerResource']) {
      if (textAt(metric, part, 'name') === resource) return numberAt(metric, part, 'target', 'averageUtilization');
    }
  }
  return null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
