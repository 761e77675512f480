import type { IntentOutcome, ParserUse } from '@cloudops/spec';
import type { IntentParser, ParseRequest } from '../parser.ts';
import type { ModelParser } from './model-parser.ts';

/** At least one parser, in the order to ask them. */
export type ParserChain = readonly [IntentParser | ModelParser, ...(readonly (IntentParser | ModelParser)[])];

/**
 * Asks parsers in turn until one reads the question. Who stepped in for whom, and why, is in the intent, as is what
 * the failed ones cost.
 */
export function createFallbackParser(chain: ParserChain): IntentParser {
  return {
    kind: chain[0].kind,
    async parse(request) {
      return parseWith(chain, request, []);
    },
  };
}

interface Failed {
  readonly use: ParserUse;
  readonly why: string;
}

async function parseWith(chain: ParserChain, request: ParseRequest, failed: readonly Failed[]): Promise<IntentOutcome> {
  const [parser, next, ...others] = chain;
  if (next === undefined || !('attempt' in parser)) return noteFailed(await parser.parse(request), failed);
  const made = await parser.attempt(request);
  if (made.kind === 'parsed') return noteFailed(made.outcome, failed);
  return parseWith([next, ...others], request, [...failed, { use: made.use, why: made.failure.why }]);
}

function noteFailed(outcome: IntentOutcome, failed: readonly Failed[]): IntentOutcome {
  const [first] = failed;
  if (first === undefined) return outcome;
  const parser = addUp([...failed.map(({ use }) => use), outcome.intent.parser], outcome.intent.parser);
  const fallback = { from: first.use.kind, why: failed.map(({ why }) => why).join(' Then: ') };
  return { ...outcome, intent: { ...outcome.intent, parser: { ...parser, fallback } } };
}

/** What all parsers used together, under the name of the one that answered. */
function addUp(uses: readonly ParserUse[], answered: ParserUse): ParserUse {
  const sum = (field: 'input_tokens' | 'output_tokens' | 'cost_usd'): number =>
    uses.reduce((total, use) => total + (use[field] ?? 0), 0);
  // A parser whose price is unknown makes the sum unknown, unless it used nothing.
  const isKnown = uses.every((use) => use.cost_usd !== undefined || (use.input_tokens ?? 0) === 0);
  const { cost_usd: _, ...others } = answered;
  // What a failed parser was sent left the machine all the same.
  const sent = uses.find((use) => use.sent !== undefined)?.sent;
  return {
    ...others,
    ...(sent === undefined ? {} : { sent }),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    // Whole micro-dollars again, since dollars add up to stray fractions.
    ...(isKnown ? { cost_usd: Math.round(sum('cost_usd') * 1_000_000) / 1_000_000 } : {}),
  };
}
