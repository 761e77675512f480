import type { TokenUsage } from './model-client.ts';
import table from './prices.json' with { type: 'json' };

/** How hard a model may think before it answers; billed as output. */
export type ModelEffort = 'low' | 'medium' | 'high';

/** USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly output: number;
}

/** The vendors that have a default model. */
export type ModelVendor = 'anthropic' | 'openai';

interface KnownModel extends ModelPrice {
  /** Null where the model does not take the parameter and would reject the request. */
  readonly effort: string | null;
}

const models: Readonly<Record<string, KnownModel>> = table.models;

/** The cheapest current model of a vendor, by the dated table. */
export function defaultModel(vendor: ModelVendor): string {
  return table.defaults[vendor];
}

/** When the table of prices was read, as `2026-11-23`. */
export const pricesReadOn: string = table.read_on;

/** A model's price by the table; null for models that it does not hold. */
export function findPrice(model: string): ModelPrice | null {
  const known = Object.hasOwn(models, model) ? models[model] : undefined;
  if (known === undefined) return null;
  const { input, cache_read, cache_write, output } = known;
  return { input, cache_read, cache_write, output };
}

/** The effort to ask a model for; null to leave the parameter out, as for models that are not in the table. */
export function findEffort(model: string): ModelEffort | null {
  const effort = Object.hasOwn(models, model) ? models[model]?.effort : null;
  return effort === 'low' || effort === 'medium' || effort === 'high' ? effort : null;
}

/** What a call cost, in micro-dollars, rounded up: dollars per million tokens are micro-dollars per token. */
export function costOf(usage: TokenUsage, price: ModelPrice): number {
  return roundUp(
    usage.input * price.input +
      usage.cacheRead * price.cache_read +
      usage.cacheWrite * price.cache_write +
      usage.output * price.output,
  );
}

/** The most a call can cost, in micro-dollars: every byte a token, at the dearest rate for input. */
export function highestCost(inputTokens: number, outputTokens: number, price: ModelPrice): number {
  return roundUp(inputTokens * Math.max(price.input, price.cache_write) + outputTokens * price.output);
}

/** Takes off what binary fractions add, so that 0.1 × 30 stays 3. */
function roundUp(microDollars: number): number {
  return Math.ceil(Number(microDollars.toFixed(6)));
}
