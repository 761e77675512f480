import type { ExpressionEvaluator, ExpressionScope, Json, Step, UnknownReason } from '@cloudops/spec';
import { resolveForeach } from './input.ts';
import { createPlain } from './plain.ts';
import { createUnknown, messageOf, type Outcome } from './settle.ts';

/** A `foreach` goes over the first this many items; the rest is unknown. */
const mostItems = 100;

interface ItemEnd {
  readonly item: Json;
  readonly outcome: Outcome;
}

function toOutputItem({ item, outcome }: ItemEnd): Json {
  return {
    item,
    status: outcome.status,
    ...(outcome.output === undefined ? {} : { output: outcome.output }),
    ...(outcome.reason === undefined ? {} : { reason: { ...outcome.reason } }),
  };
}

function findReason(ends: readonly ItemEnd[], total: number): UnknownReason | undefined {
  const unknown = ends.flatMap(({ outcome }) => (outcome.status === 'unknown' ? [outcome.reason] : []));
  const [first] = unknown;
  const failed = first === undefined ? '' : `${unknown.length} of ${total} items unknown, the first: ${first.message}`;
  if (total > ends.length) {
    const cut = `only the first ${ends.length} of ${total} items were looked at`;
    return { kind: 'truncated', message: failed === '' ? cut : `${cut}; ${failed}` };
  }
  return first === undefined ? undefined : { ...first, message: failed };
}

/**
 * Runs a step once per item, bounded by the run's slots, in item order in the output
 * `{ items: [{ item, status, output?, reason? }] }`. One unknown item, or more than 100 items, makes the step unknown with
 * what was read as its output.
 */
export async function runForeach(
  step: Step & { readonly foreach: string },
  expressions: ExpressionEvaluator,
  scope: ExpressionScope,
  runItem: (scope: ExpressionScope) => Promise<Outcome>,
): Promise<Outcome> {
  const list = resolveForeach(step, expressions, scope);
  if (list.kind === 'fault') return list.outcome;
  let items: readonly Json[];
  try {
    items = list.value.slice(0, mostItems).map(createPlain(scope)) as readonly Json[];
  } catch (error) {
    return createUnknown('invalid', `step ${step.id}: foreach: ${messageOf(error)}`);
  }
  const ends = await Promise.all(
    items.map(async (item): Promise<ItemEnd> => ({ item, outcome: await runItem({ ...scope, item }) })),
  );
  const output = { items: ends.map(toOutputItem) };
  const reason = findReason(ends, list.value.length);
  return reason === undefined ? { status: 'present', output } : { status: 'unknown', reason, output };
}
