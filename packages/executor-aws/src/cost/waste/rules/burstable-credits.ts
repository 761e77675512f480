import { daysPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { type Instance, readInstance } from '../model/instance.ts';
import { cite, nameOf } from '../model/item.ts';
import { citeUsage, type Usage } from '../model/usage.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict } from '../observe.ts';
import { round, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-22',
  title: 'CPU credits of a burstable instance do not fit',
  role: 'hint',
  severity: 'info',
  decided:
    'Of a running t instance over the window: CPUSurplusCreditsCharged is above 0 (a fault: it pays for bursts every time), or CPUCreditBalance is on average above 500 (too large) or below 50 (about to be slowed down; not where the type cannot save up 50).',
  thresholds: { balance_high: 500, balance_low: 50, surplus: 0 },
  source:
    'CloudFix-like savers: balance above 500 or below 50; EC2 user guide: surplus credits cost $0.05 per vCPU hour.',
  remedy: 'Surplus: take a larger or a fixed-performance type. A full balance: take a smaller one.',
};

const highBalance = 500;
const lowBalance = 50;

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, state, isBurstable } = instance;
  if (state !== 'running' || !isBurstable) return skipped;
  const { days } = world.settings;
  const ask = (metric: string, stat: string) =>
    world.usage.find(item.place, { namespace: 'AWS/EC2', metric, stat, id, days });
  const charged = ask('CPUSurplusCreditsCharged', 'Sum');
  const credits = charged.kind === 'known' ? sum(charged.usage.values) : 0;
  if (charged.kind === 'known' && credits > 0) return surplus(world, instance, { usage: charged.usage, credits });
  const balance = ask('CPUCreditBalance', 'Average');
  const gap = firstUnknown(item, id, 'CPU credits of instances', [balance]);
  if (gap !== null || balance.kind !== 'known') return gap ?? skipped;
  const average = sum(balance.usage.values) / balance.usage.values.length;
  if (average <= highBalance && average >= lowBalance) return fine;
  const isHigh = average > highBalance;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)}, ${instance.type}, ${isHigh ? 'hardly spends' : 'has hardly any'} CPU credits: ${round(average)} on average`,
      detail: isHigh
        ? 'A balance that stays full says that a smaller type would do, memory allowing.'
        : 'Out of credits it is slowed to its baseline, or pays for each burst in unlimited mode.',
      evidence: [cite(item, 'InstanceType'), citeUsage(balance.usage, average)],
      saving: null,
      confidence: 'low',
      data: { instance_type: instance.type, credit_balance: round(average), variant: isHigh ? 'full' : 'empty', days },
    }),
  };
}

function surplus(
  world: WasteWorld,
  { item, id, type }: Instance,
  { usage, credits }: { readonly usage: Usage; readonly credits: number },
): Verdict {
  const { days } = world.settings;
  // One credit is one vCPU at full speed for a minute.
  const hours = (credits / 60 / days) * daysPerMonth;
  const price = world.prices.find(item.place.region, 'ec2.surplus-vcpu-hour');
  return {
    kind: 'waste',
    draft: draft(definition, {
      role: 'fault',
      tier: 'figure',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)}, ${type}, pays for CPU credits it does not earn`,
      detail: `It was charged ${round(credits)} surplus credits in ${days} days. A larger size, or a type of fixed performance, has that CPU in its price.`,
      evidence: [cite(item, 'InstanceType'), citeUsage(usage, credits)],
      saving: saving(unitOf(item.place, 'SurplusCredits', id), price, hours),
      confidence: 'medium',
      effort: 'medium',
      data: { instance_type: type, surplus_credits: round(credits), variant: 'surplus', days },
    }),
  };
}

/** CST-22. */
export const burstableCredits: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
