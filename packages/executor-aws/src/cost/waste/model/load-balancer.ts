import { listAt, textAt } from '../../../value/read.ts';
import { type Item, tagOf } from './item.ts';
import type { WasteWorld } from './world.ts';

/** What stands behind a load balancer. */
export type Targets =
  | { readonly kind: 'known'; readonly targets: number; readonly groups: number }
  | { readonly kind: 'unknown'; readonly why: string; readonly needs: string };

/** Counts the registered targets of a load balancer's groups. */
export function targetsOf(world: WasteWorld, item: Item): Targets {
  const arn = textAt(item.raw, 'LoadBalancerArn');
  const groups = world
    .itemsIn('target_groups', item.place)
    .filter(({ raw }) => listAt(raw, 'LoadBalancerArns').includes(arn));
  if (!world.isComplete('target_groups', item.place)) {
    const needs = 'elasticloadbalancing:DescribeTargetGroups';
    return { kind: 'unknown', why: 'target groups could not be read', needs };
  }
  let targets = 0;
  for (const { raw } of groups) {
    const health = world.find('target_health', item.place, 'TargetGroupArn', textAt(raw, 'TargetGroupArn'));
    if (health === undefined) {
      return { kind: 'unknown', why: 'targets could not be read', needs: 'elasticloadbalancing:DescribeTargetHealth' };
    }
    targets += listAt(health.raw, 'TargetHealthDescriptions').length;
  }
  return { kind: 'known', targets, groups: groups.length };
}

/**
 * Whether every listener only forwards by default: then nothing is answered without a target. Null when listeners
 * could not be read.
 */
export function onlyForwards(world: WasteWorld, item: Item): boolean | null {
  const listeners = world.find('listeners', item.place, 'LoadBalancerArn', textAt(item.raw, 'LoadBalancerArn'));
  if (listeners === undefined) return null;
  return listAt(listeners.raw, 'Listeners').every((listener) =>
    listAt(listener, 'DefaultActions').every((action) => textAt(action, 'Type') === 'forward'),
  );
}

/** What to say where nobody knows whether tags ask to keep it. */
export function tagNote(world: WasteWorld, item: Item): string {
  return tagsKeep(world, item) === null ? ' Its tags could not be read: one of them may ask to keep it.' : '';
}

/** Whether tags, which load balancers keep apart, ask to keep it; null when they could not be read. */
export function tagsKeep(world: WasteWorld, item: Item): boolean | null {
  const arn = textAt(item.raw, 'LoadBalancerArn');
  const found =
    arn === ''
      ? world.find('classic_tags', item.place, 'LoadBalancerName', textAt(item.raw, 'LoadBalancerName'))
      : world.find('load_balancer_tags', item.place, 'ResourceArn', arn);
  if (found === undefined) return null;
  return world.settings.keepTags.some((key) => (tagOf(found.raw, key) ?? 'false').toLowerCase() !== 'false');
}
