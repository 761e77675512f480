import { z } from 'zod';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt } from '../../value/read.ts';
import { createPriceBook } from '../prices/price-book.ts';
import { shippedPrices } from '../prices/price-table.ts';
import type { WasteInput } from './input.ts';
import { type Item, placeKey } from './model/item.ts';
import { readWorld, type WasteWorld } from './model/world.ts';
import { looksUnused, usedImagesByPlace } from './rules/unused-image.ts';
import { readSettings } from './settings.ts';

/** A place to ask with the input of the question, as `aws.list` takes it. */
export interface Question extends Place {
  readonly input: Readonly<Record<string, string | readonly string[]>>;
}

/** What deserves a question of its own; each list sorted. */
export interface Suspects {
  /** DescribeImageAttribute: images that nothing seems to use. */
  readonly images: readonly Question[];
  /** DescribeTargetHealth: target groups of load balancers. */
  readonly target_groups: readonly Question[];
  /** DescribeListeners. */
  readonly load_balancers: readonly Question[];
  /** DescribeTags, at most 20 at a time. */
  readonly load_balancer_tags: readonly Question[];
  /** DescribeTags of classic load balancers, at most 20 at a time. */
  readonly classic_tags: readonly Question[];
}

const question: z.ZodType<Question> = z.strictObject({
  account: z.string(),
  region: z.string(),
  input: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
const questions = z.array(question);

/** Checks {@link Suspects}. */
export const suspectsSchema: z.ZodType<Suspects> = z.strictObject({
  images: questions,
  target_groups: questions,
  load_balancers: questions,
  load_balancer_tags: questions,
  classic_tags: questions,
});

/** Most names that one DescribeTags call takes (Elastic Load Balancing API references). */
const mostNames = 20;

/** Picks what follow-up steps ask about, so that an account with 10,000 images is not asked about each. Pure. */
export function findSuspects({ steps, settings }: WasteInput, clockNow: number): Suspects {
  const prices = createPriceBook([shippedPrices]);
  const world = readWorld({ steps, clockNow, settings: readSettings(settings), prices });
  const usedOf = usedImagesByPlace(world);
  return {
    images: world
      .items('images')
      .filter((item) => looksUnused(world, item, usedOf(item)))
      .map((item) => ask(item, { ImageId: textAt(item.raw, 'ImageId'), Attribute: 'launchPermission' })),
    target_groups: world
      .items('target_groups')
      .filter(({ raw }) => listAt(raw, 'LoadBalancerArns').length > 0)
      .map((item) => ask(item, { TargetGroupArn: textAt(item.raw, 'TargetGroupArn') })),
    load_balancers: world
      .items('load_balancers')
      .map((item) => ask(item, { LoadBalancerArn: textAt(item.raw, 'LoadBalancerArn') })),
    load_balancer_tags: tagQuestions(world, 'load_balancers', 'LoadBalancerArn', 'ResourceArns'),
    classic_tags: tagQuestions(world, 'classic_load_balancers', 'LoadBalancerName', 'LoadBalancerNames'),
  };
}

function ask({ place }: Item, input: Question['input']): Question {
  return { account: place.account, region: place.region, input };
}

function tagQuestions(world: WasteWorld, step: string, field: string, parameter: string): readonly Question[] {
  const groups = Map.groupBy(world.items(step), ({ place }) => placeKey(place));
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const names = group.map(({ raw }) => textAt(raw, field)).sort();
      const count = Math.ceil(names.length / mostNames);
      return Array.from({ length: count }, (_, index) =>
        ask(first, { [parameter]: names.slice(index * mostNames, (index + 1) * mostNames) }),
      );
    });
}
