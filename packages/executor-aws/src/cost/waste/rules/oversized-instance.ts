import { listAt, numberAt, textAt } from '../../../value/read.ts';
import { parseInstanceType } from '../../prices/instance-price.ts';
import { draft, type WasteDraft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { changeSaving, type Instance, isManaged, licenceNote, readInstance, smallerFor } from '../model/instance.ts';
import { cite, type Item, nameOf, placeKey } from '../model/item.ts';
import { citeUsage } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict } from '../observe.ts';
import { resizeInstance } from '../remediation.ts';
import { round } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-18',
  title: 'An instance is larger than its load',
  role: 'fault',
  severity: 'medium',
  decided:
    'AWS Compute Optimizer calls it over-provisioned, where it could be read; its words win either way. Else the 99th percentile of hourly maxima of CPUUtilization over the window is below 40 % and its family has a smaller size (down to half, or the next) that would stay below 80 %. Memory is not among EC2’s own metrics, so the second way is of medium confidence. Burstable types are left to Compute Optimizer: their sizes differ in credits and memory, not in vCPUs.',
  thresholds: { cpu_p99_percent: 40, days: 14 },
  source: 'Compute Optimizer; CloudFix-like savers take 40 %. Maxima of hours are never below the percentile itself.',
  remedy: 'Change the type in a maintenance window, after a look at memory.',
};

const highestP99 = 40;

function judge(world: WasteWorld, instance: Instance, advice: ReadonlyMap<string, Item>): Verdict {
  const { item, id, state, parts } = instance;
  if (state !== 'running' || isManaged(world, instance)) return skipped;
  const advised = advice.get(`${placeKey(item.place)}/${id}`);
  if (advised !== undefined) return fromAdvice(world, instance, advised);
  if (parts === null || instance.isBurstable || smallerFor(parts, 0) === null) return skipped;
  const age = ageDays(world, item.raw, 'LaunchTime');
  if (age !== null && age < world.settings.days) return skipped;
  const { days } = world.settings;
  const cpu = world.usage.find(item.place, {
    namespace: 'AWS/EC2',
    metric: 'CPUUtilization',
    stat: 'Maximum',
    id,
    days,
  });
  const gap = firstUnknown(item, id, 'use of instances', [cpu]);
  if (gap !== null || cpu.kind !== 'known') return gap ?? skipped;
  const p99 = percentile(cpu.usage.values, 0.99);
  const smaller = p99 >= highestP99 ? null : smallerFor(parts, p99);
  if (smaller === null) return fine;
  const to = `${smaller.family}.${smaller.size}`;
  return {
    kind: 'waste',
    draft: draft(definition, {
      ...common(instance, to),
      tier: 'figure',
      title: `Instance ${id}${nameOf(item.raw)} is larger than its load: ${instance.type} with CPU p99 of ${round(p99)} %`,
      detail: `In ${days} days 99 % of hours had a maximum of at most ${round(p99)} % CPU; ${to} carries that below 80 %. Look at memory first: EC2 does not measure it.${licenceNote(instance)}`,
      evidence: [cite(item, 'InstanceType'), citeUsage(cpu.usage, p99)],
      saving: changeSaving(world, instance, smaller),
      confidence: 'medium',
      data: {
        instance_type: instance.type,
        to_type: to,
        cpu_p99_percent: round(p99),
        days,
        coverage: round(cpu.usage.coverage),
      },
    }),
  };
}

function common(
  { item, id, type }: Instance,
  to: string,
): Pick<WasteDraft, 'place' | 'kind' | 'name' | 'effort' | 'remediations'> {
  return {
    place: item.place,
    kind: 'Instance',
    name: id,
    effort: 'medium',
    remediations: [resizeInstance(item, id, { from: type, to })],
  };
}

function fromAdvice(world: WasteWorld, instance: Instance, advice: Item): Verdict {
  const finding = textAt(advice.raw, 'finding')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase();
  if (finding !== 'overprovisioned' || textAt(advice.raw, 'currentInstanceType') !== instance.type) return fine;
  const option = listAt(advice.raw, 'recommendationOptions')[0];
  const to = textAt(option, 'instanceType');
  const type = parseInstanceType(to);
  if (type === null || to === instance.type) return fine;
  const risk = numberAt(option, 'performanceRisk');
  return {
    kind: 'waste',
    draft: draft(definition, {
      ...common(instance, to),
      tier: 'status',
      title: `Instance ${instance.id}${nameOf(instance.item.raw)} is larger than its load: Compute Optimizer proposes ${to} for ${instance.type}`,
      detail: `Compute Optimizer calls it over-provisioned${risk === null ? '' : `, with a performance risk of ${risk} of 4 for ${to}`}. Check that its image fits, should the processor architecture differ.${licenceNote(instance)}`,
      evidence: [
        cite(instance.item, 'InstanceType'),
        cite(advice, 'finding'),
        cite(advice, 'recommendationOptions', 0, 'instanceType'),
      ],
      saving: changeSaving(world, instance, type),
      data: { instance_type: instance.type, to_type: to, performance_risk: risk },
    }),
  };
}

/** The smallest value that at least `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share - 1e-9) - 1)] ?? 0;
}

function adviceById(world: WasteWorld): ReadonlyMap<string, Item> {
  return new Map(
    world.items('recommendations').flatMap((item) => {
      const match = /^arn:[a-z-]+:ec2:([a-z0-9-]+):(\d{12}):instance\/(i-[0-9a-f]+)$/.exec(
        textAt(item.raw, 'instanceArn'),
      );
      return match === null ? [] : [[`${match[2]}/${match[1]}/${match[3]}`, item] as const];
    }),
  );
}

/** CST-18. */
export const oversizedInstance: WasteRule = {
  definition,
  inspect(world) {
    const advice = adviceById(world);
    return observe(world.items('instances'), (item) => judge(world, readInstance(item), advice));
  },
};
