import type { Remediation } from '@cloudops/spec';
import { textAt } from '../../../value/read.ts';
import { hoursPerMonth } from '../../prices/price-book.ts';
import { draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { onlyForwards, type Targets, tagNote, tagsKeep, targetsOf } from '../model/load-balancer.ts';
import { citeUsage, type Usage, type UsageOutcome } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { round, sum } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-33',
  title: 'A load balancer serves nobody',
  role: 'fault',
  severity: 'low',
  decided:
    'Active, older than 7 days, and over 7 days on average fewer than 100 requests (ALB: answered, redirected and fixed responses), new flows (NLB) or no byte (GWLB) a day. ALB counts requests only when there are any: no sample means none while ConsumedLCUs, which is always there, covers the window; else it is unknown. Where traffic is unknown: no target at all behind listeners that only forward.',
  thresholds: { requests_a_day: 100, days: 7 },
  source:
    'Trusted Advisor 100 requests a day over 7 days (CLB), Turbot no targets. A load balancer that only redirects has no targets and no RequestCount, and is in use.',
  remedy: 'Delete it with its listeners; check DNS names that point to it.',
};

const days = 7;
const fewRequests = 100;

interface Family {
  readonly namespace: string;
  /** Their sum is the traffic. */
  readonly metrics: readonly string[];
  /** Reported always: its samples prove that others were zero. */
  readonly witness: string | null;
  readonly price: 'application' | 'network' | 'gateway';
  readonly noun: string;
}

const families: Readonly<Record<string, Family>> = {
  application: {
    namespace: 'AWS/ApplicationELB',
    metrics: ['RequestCount', 'HTTP_Redirect_Count', 'HTTP_Fixed_Response_Count'],
    witness: 'ConsumedLCUs',
    price: 'application',
    noun: 'requests',
  },
  network: {
    namespace: 'AWS/NetworkELB',
    metrics: ['NewFlowCount'],
    witness: 'ConsumedLCUs',
    price: 'network',
    noun: 'new flows',
  },
  gateway: { namespace: 'AWS/GatewayELB', metrics: ['ProcessedBytes'], witness: null, price: 'gateway', noun: 'bytes' },
};

/** What came in a day on average. */
export type Traffic =
  | { readonly kind: 'known'; readonly daily: number; readonly usage: Usage }
  | { readonly kind: 'unknown'; readonly why: string; readonly needs: string };

/** Adds up counters that have no sample where they are zero, when a witness covers the window. */
export function trafficOf(
  counters: readonly UsageOutcome[],
  seen: readonly (Usage | null)[],
  witness: UsageOutcome | null,
): Traffic {
  const [first] = counters;
  if (witness?.kind === 'known') {
    const total = sum(seen.flatMap((usage) => usage?.values ?? []));
    return {
      kind: 'known',
      daily: total / days,
      usage: seen.find((usage) => (usage?.values.length ?? 0) > 0) ?? witness.usage,
    };
  }
  // Without a witness the first counter must cover the window by itself; the others are zero where they have no sample.
  if (first?.kind === 'known') {
    const total = sum(seen.flatMap((usage) => usage?.values ?? []));
    return { kind: 'known', daily: total / days, usage: first.usage };
  }
  // Little coverage proves no idleness, but enough of what was seen proves use.
  const busy = seen.find((usage) => usage !== null && sum(usage.values) / days >= fewRequests);
  if (busy !== undefined && busy !== null) return { kind: 'known', daily: sum(busy.values) / days, usage: busy };
  return { kind: 'unknown', why: first?.why ?? 'no metric was read', needs: first?.needs ?? '' };
}

function readTraffic(world: WasteWorld, item: Item, family: Family): Traffic {
  const arn = textAt(item.raw, 'LoadBalancerArn');
  const id = arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
  const ask = (metric: string) => ({ namespace: family.namespace, metric, stat: 'Sum', id, days });
  return trafficOf(
    family.metrics.map((metric) => world.usage.find(item.place, ask(metric))),
    family.metrics.map((metric) => world.usage.findAny(item.place, ask(metric))),
    family.witness === null ? null : world.usage.find(item.place, ask(family.witness)),
  );
}

function judge(world: WasteWorld, item: Item): Verdict {
  const type = textAt(item.raw, 'Type');
  const family = Object.hasOwn(families, type) ? families[type] : undefined;
  const age = ageDays(world, item.raw, 'CreatedTime');
  const state = textAt(item.raw, 'State', 'Code');
  if (family === undefined || (state !== '' && state !== 'active') || tagsKeep(world, item) === true) return skipped;
  if (age !== null && age <= days) return skipped;
  const traffic = readTraffic(world, item, family);
  const targets = targetsOf(world, item);
  if (traffic.kind === 'known') {
    return traffic.daily >= (type === 'gateway' ? 1 : fewRequests)
      ? fine
      : describe(world, item, { family, traffic, targets });
  }
  const isEmpty = targets.kind === 'known' && targets.targets === 0;
  if (isEmpty && onlyForwards(world, item) === true) return describe(world, item, { family, traffic, targets });
  if (targets.kind === 'known' && targets.targets > 0 && targets.groups > 0) {
    return unknown(item, textAt(item.raw, 'LoadBalancerName'), {
      subject: 'traffic of load balancers',
      why: traffic.why,
      needs: traffic.needs,
    });
  }
  const needs = 'elasticloadbalancing:DescribeListeners';
  const why = targets.kind === 'unknown' ? targets.why : traffic.why;
  return unknown(item, textAt(item.raw, 'LoadBalancerName'), { subject: 'traffic of load balancers', why, needs });
}

interface Seen {
  readonly family: Family;
  readonly traffic: Traffic;
  readonly targets: Targets;
}

function describe(world: WasteWorld, item: Item, { family, traffic, targets }: Seen): Verdict {
  const name = textAt(item.raw, 'LoadBalancerName');
  const behind =
    targets.kind === 'known'
      ? ` ${targets.targets === 0 ? 'No' : targets.targets} registered targets stand behind it.`
      : '';
  const daily = traffic.kind === 'known' ? round(traffic.daily) : null;
  const price = world.prices.find(item.place.region, `load-balancer.${family.price}.hour`);
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: traffic.kind === 'known' ? 'figure' : 'contradiction',
      place: item.place,
      kind: 'LoadBalancer',
      name,
      title:
        daily === null
          ? `Load balancer ${name} has no targets`
          : `Load balancer ${name} has ${daily} ${family.noun} a day`,
      detail: `${daily === null ? 'Its listeners only forward, and there is nothing to forward to.' : `That is the average of ${days} days.`}${behind} The figure is its hours; its public addresses cost besides.${tagNote(world, item)}`,
      evidence: [
        cite(item, 'LoadBalancerArn'),
        cite(item, 'Type'),
        ...(traffic.kind === 'known' ? [citeUsage(traffic.usage, traffic.daily)] : []),
      ],
      saving: saving(unitOf(item.place, 'LoadBalancer', name), price, hoursPerMonth),
      confidence: daily === 0 || (targets.kind === 'known' && targets.targets === 0) ? 'high' : 'medium',
      remediations: [deleteLoadBalancer(item, name)],
      data: {
        type: textAt(item.raw, 'Type'),
        per_day: daily,
        targets: targets.kind === 'known' ? targets.targets : null,
        days,
      },
    }),
  };
}

/** Delete a load balancer. */
export function deleteLoadBalancer(item: Item, name: string): Remediation {
  return carryOut(item, {
    title: `Delete load balancer ${name}`,
    risk: 'delete',
    undo: 'Make it again from its saved description; it gets another DNS name.',
  });
}

/** CST-33. */
export const idleLoadBalancer: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('load_balancers'), (item) => judge(world, item)),
};
