import { listAt, textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { tagNote, tagsKeep } from '../model/load-balancer.ts';
import { citeUsage } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { round } from '../words.ts';
import { deleteLoadBalancer, type Traffic, trafficOf } from './idle-load-balancer.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-34',
  title: 'A classic load balancer serves nobody',
  role: 'fault',
  severity: 'low',
  decided:
    'Older than 7 days and no instance is registered, or fewer than 100 requests a day on average over 7 days. RequestCount has samples only when there are requests; none means zero only while HealthyHostCount covers the window.',
  thresholds: { requests_a_day: 100, days: 7 },
  source: 'Trusted Advisor 100 requests a day over 7 days; Cloud Custodian marks for 14 days.',
  remedy: 'Delete it; check DNS names that point to it.',
};

const days = 7;
const fewRequests = 100;

function readTraffic(world: WasteWorld, item: Item, id: string): Traffic {
  const ask = (metric: string, stat: string) => ({ namespace: 'AWS/ELB', metric, stat, id, days });
  const requests = ask('RequestCount', 'Sum');
  const witness = world.usage.find(item.place, ask('HealthyHostCount', 'Maximum'));
  const seen = world.usage.findAny(item.place, requests);
  return trafficOf([world.usage.find(item.place, requests)], [seen], witness);
}

function judge(world: WasteWorld, item: Item): Verdict {
  const name = textAt(item.raw, 'LoadBalancerName');
  const age = ageDays(world, item.raw, 'CreatedTime');
  if ((age !== null && age <= days) || tagsKeep(world, item) === true) return skipped;
  const instances = listAt(item.raw, 'Instances').length;
  const traffic = readTraffic(world, item, name);
  if (instances > 0 && traffic.kind === 'unknown') {
    return unknown(item, name, { subject: 'traffic of load balancers', why: traffic.why, needs: traffic.needs });
  }
  if (instances > 0 && traffic.kind === 'known' && traffic.daily >= fewRequests) return fine;
  const price = world.prices.find(item.place.region, 'load-balancer.classic.hour');
  const daily = traffic.kind === 'known' ? round(traffic.daily) : null;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: instances === 0 ? 'contradiction' : 'figure',
      place: item.place,
      kind: 'ClassicLoadBalancer',
      name,
      title: `Classic load balancer ${name} ${instances === 0 ? 'has no instances' : `has ${daily} requests a day`}`,
      detail: `${instances === 0 ? 'Nothing is registered, so every request fails.' : `That is the average of ${days} days; ${instances} instances are registered.`}${tagNote(world, item)}`,
      evidence: [
        cite(item, 'Instances'),
        ...(traffic.kind === 'known' ? [citeUsage(traffic.usage, traffic.daily)] : []),
      ],
      saving: saving(unitOf(item.place, 'ClassicLoadBalancer', name), price, hoursPerMonth),
      confidence: instances === 0 ? 'high' : 'medium',
      remediations: [deleteLoadBalancer(item, name)],
      data: { instances, per_day: daily, days },
    }),
  };
}

/** CST-34. */
export const idleClassicLoadBalancer: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('classic_load_balancers'), (item) => judge(world, item)),
};
