import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { computeSaving, type Instance, isManaged, licenceNote, readInstance } from '../model/instance.ts';
import { cite, nameOf } from '../model/item.ts';
import { citeUsage, type UsageOutcome } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict, valuesOf } from '../observe.ts';
import { stopInstance } from '../remediation.ts';
import { round } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-17',
  title: 'An instance runs and does nothing',
  role: 'fault',
  severity: 'medium',
  decided:
    'Over the window (14 days unless set), the highest hourly maximum of CPUUtilization is below 5 % and NetworkIn plus NetworkOut stay below 5 MB on every day. Samples must cover 90 % of the window; no data is unknown, not idle. Not judged: spot, members of Auto Scaling groups and clusters, instances started within the window.',
  thresholds: { cpu_percent: 5, network_bytes_a_day: 5_000_000, days: 14 },
  source:
    'AWS Trusted Advisor (CPU 10 % and 5 MB on 4 of 14 days), Usage AI (5 % over 6 hours), Turbot (20 %); ours is the strictest of each.',
  remedy: 'Stop it; terminate it once nobody missed it.',
};

const highestCpu = 5;
const highestNetwork = 5_000_000;

function usageOf(world: WasteWorld, { item, id }: Instance, metric: string, stat: string): UsageOutcome {
  return world.usage.find(item.place, { namespace: 'AWS/EC2', metric, stat, id, days: world.settings.days });
}

/** Network bytes of each day. */
function networkByDay(...outcomes: readonly UsageOutcome[]): readonly number[] {
  const days = new Map<number, number>();
  for (const outcome of outcomes) {
    if (outcome.kind !== 'known') continue;
    for (const [hour, value] of outcome.usage.points) {
      const day = Math.floor(hour / 24);
      days.set(day, (days.get(day) ?? 0) + value);
    }
  }
  return [...days.values()];
}

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, state } = instance;
  const age = ageDays(world, item.raw, 'LaunchTime');
  if (state !== 'running' || isManaged(world, instance)) return skipped;
  if (age !== null && age < world.settings.days) return skipped;
  const cpu = usageOf(world, instance, 'CPUUtilization', 'Maximum');
  const received = usageOf(world, instance, 'NetworkIn', 'Sum');
  const sent = usageOf(world, instance, 'NetworkOut', 'Sum');
  const gap = firstUnknown(item, id, 'use of instances', [cpu, received, sent]);
  if (gap !== null) return gap;
  const peak = Math.max(...valuesOf(cpu));
  const network = Math.max(...networkByDay(received, sent));
  if (peak >= highestCpu || network >= highestNetwork) return fine;
  const { days } = world.settings;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)}, ${instance.type}, is idle: CPU never above ${round(peak)} % in ${days} days`,
      detail: `The highest CPU in any hour of ${days} days was ${round(peak)} %, the most network traffic on a day ${round(network / 1e6)} MB. Its volumes cost on while it is stopped.${licenceNote(instance)}`,
      evidence: [
        cite(item, 'InstanceType'),
        cite(item, 'State', 'Name'),
        ...(cpu.kind === 'known' ? [citeUsage(cpu.usage, peak)] : []),
        ...(sent.kind === 'known' ? [citeUsage(sent.usage, network)] : []),
      ],
      saving: computeSaving(world, instance),
      confidence: licenceNote(instance) === '' ? 'high' : 'medium',
      remediations: [stopInstance(item, id)],
      data: {
        instance_type: instance.type,
        cpu_max_percent: round(peak),
        network_max_bytes_a_day: Math.round(network),
        days,
        coverage: cpu.kind === 'known' ? round(cpu.usage.coverage) : null,
      },
    }),
  };
}

/** CST-17. */
export const idleInstance: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
