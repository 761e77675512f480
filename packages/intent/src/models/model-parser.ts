import { createHash } from 'node:crypto';
import { type Catalog, type Clock, CloudOpsError, type IntentOutcome, type ParserUse } from '@cloudops/spec';
import type { BudgetLedger } from '../budget/ledger.ts';
import type { AnswerCache } from '../cache/answer-cache.ts';
import { intentError } from '../errors.ts';
import type { IntentParser, ParseRequest } from '../parser.ts';
import { buildPrompt, type ModelPrompt } from '../prompt/build-prompt.ts';
import { type AskLimits, type AskOptions, askModel } from './ask-model.ts';
import { isAboutAnswer, type ParserFailure } from './failure.ts';
import type { ModelClient } from './model-client.ts';
import { findPrice, type ModelPrice } from './prices.ts';
import { type Bill, createPurse } from './purse.ts';
import { nearestChoices, readAnswer } from './read-answer.ts';
import { createRulesReader, isOrder, type RulesReader } from './rules.ts';

/** What a model parser is made of. */
export interface ModelParserOptions {
  readonly client: ModelClient;
  readonly clock: Clock;
  /** 0 to 1, spreads retries. */
  readonly random: () => number;
  /** Takes secrets out of what leaves the machine. */
  readonly mask: (text: string) => string;
  /** By the dated table unless given; free for servers on this machine is said by a price of zeros. */
  readonly price?: ModelPrice;
  /** Names of namespaces, workloads, clusters that may be sent; none unless given. */
  readonly names?: readonly string[];
  readonly ledger?: BudgetLedger;
  /** Whom the ledger bills. */
  readonly user?: string;
  readonly cache?: AnswerCache;
  /** Told once for a question whose cost brings the user near the month's budget; one sentence. */
  readonly notify?: (warning: string) => void;
  readonly limits?: Partial<AskLimits>;
  /** To be shared by the parsers of a chain, so that a catalog is indexed once; its own unless given. */
  readonly rules?: RulesReader;
  /** The global one unless given. */
  readonly fetch?: typeof fetch;
}

/** A question read by a model, or why not. */
export type ParserAttempt =
  | { readonly kind: 'parsed'; readonly outcome: IntentOutcome }
  | { readonly kind: 'failed'; readonly failure: ParserFailure; readonly use: ParserUse };

/** A parser that asks a model, and can say that it could not. */
export interface ModelParser extends IntentParser {
  readonly model: string;
  /** As `parse`, with failures as values. @throws the signal's reason when the user gives up. */
  attempt(request: ParseRequest): Promise<ParserAttempt>;
  /** All that would leave the machine for a question, and its digest. Sends nothing. */
  preview(request: ParseRequest): ModelPrompt;
}

const defaultLimits: AskLimits = {
  attemptMs: 15_000,
  deadlineMs: 40_000,
  retries: 2,
  outputTokens: 2048,
  answerBytes: 1024 * 1024,
};

/** A question with what is known of it before a model is asked. */
interface Prepared {
  readonly request: ParseRequest;
  readonly rules: IntentOutcome;
  readonly prompt: ModelPrompt;
}

/**
 * Reads questions with a model: the nearest playbooks are found here, the model chooses one of them, and its answer is
 * checked here again, against what the rules of the local parser make of the question.
 */
export function createModelParser(options: ModelParserOptions): ModelParser {
  const { client } = options;
  const rules = options.rules ?? createRulesReader();
  return {
    kind: client.kind,
    model: client.model,
    attempt: (request) => attemptToParse(options, prepare(options, rules, request)),
    preview: (request) => prepare(options, rules, request).prompt,
    async parse(request) {
      const prepared = prepare(options, rules, request);
      const made = await attemptToParse(options, prepared);
      return made.kind === 'parsed' ? made.outcome : withoutAnswer(prepared, made);
    },
  };
}

function prepare(options: ModelParserOptions, rules: RulesReader, request: ParseRequest): Prepared {
  const { outcome, nearest } = rules.read(request);
  const prompt = buildPrompt({
    question: options.mask(request.question),
    catalog: request.catalog,
    nearest,
    environments: request.environments,
    names: options.names ?? [],
    today: new Date(request.now ?? options.clock.now()).toISOString().slice(0, 10),
  });
  return { request, rules: outcome, prompt };
}

async function attemptToParse(options: ModelParserOptions, prepared: Prepared): Promise<ParserAttempt> {
  const { client, cache } = options;
  const { request, rules, prompt } = prepared;
  // Instructions instead of a question: no model needs to see them.
  if (rules.kind === 'refused') return { kind: 'parsed', outcome: rules };
  const key = cacheKey(client, prompt, request);
  const known = cache?.get(key) ?? null;
  if (known !== null) {
    const read = readAnswer({ ...prepared, text: known, use: cachedUse(client) });
    if (read.kind === 'read') return { kind: 'parsed', outcome: noteHit(options, read.outcome) };
  }
  const asked = await askModel(prompt, request.signal, toAskOptions(options));
  if (asked.bill.warning !== null) options.notify?.(asked.bill.warning);
  const use = toUse(client, asked.bill, asked.isSent ? prompt : null);
  if (asked.kind === 'failed') return { kind: 'failed', failure: asked.failure, use };
  const read = readAnswer({ ...prepared, text: asked.text, use });
  if (read.kind === 'invalid') return { kind: 'failed', failure: { kind: read.failure, why: read.why }, use };
  cache?.set(key, asked.text);
  nameCalls(options, asked.bill, read.outcome);
  return { kind: 'parsed', outcome: read.outcome };
}

function toAskOptions(options: ModelParserOptions): AskOptions {
  const { client, clock, random } = options;
  const purse = createPurse({
    ledger: options.ledger ?? null,
    user: options.user ?? 'unknown',
    parser: client.kind,
    model: client.model,
    price: options.price ?? findPrice(client.model),
  });
  const limits = { ...defaultLimits, ...options.limits };
  return { client, purse, limits, clock, random, fetch: options.fetch ?? fetch };
}

/** Whatever could change the answer is in the key: the prompt's bytes, all loaded playbooks, the whole question. */
function cacheKey(client: ModelClient, prompt: ModelPrompt, { catalog, question }: ParseRequest): string {
  const parts = [client.kind, client.model, prompt.digest, digestsOf(catalog), question];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function digestsOf(catalog: Catalog): readonly string[] {
  return catalog.entries.map(({ playbook, digest }) => `${playbook.metadata.name} ${digest}`);
}

function noteHit({ ledger, user, client }: ModelParserOptions, outcome: IntentOutcome): IntentOutcome {
  const playbook = outcome.kind === 'matched' ? outcome.playbook : null;
  const use = { user: user ?? 'unknown', parser: client.kind, model: client.model, playbook };
  forStatistics(() => ledger?.noteCached(use));
  return outcome;
}

function nameCalls({ ledger }: ModelParserOptions, { reservations }: Bill, outcome: IntentOutcome): void {
  if (outcome.kind === 'matched') forStatistics(() => ledger?.name(reservations, outcome.playbook));
}

/** What is spent is written before and after a call, or there is no call. This is the rest: nice to know. */
function forStatistics(note: () => void): void {
  try {
    note();
  } catch (error) {
    if (!CloudOpsError.isInstance(error)) throw error;
  }
}

function cachedUse({ kind, model }: ModelClient): ParserUse {
  return { kind, model, input_tokens: 0, output_tokens: 0, cost_usd: 0, cached: true };
}

function toUse({ kind, model }: ModelClient, bill: Bill, sent: ModelPrompt | null): ParserUse {
  return {
    kind,
    model,
    ...(sent === null ? {} : { sent: sent.digest }),
    input_tokens: bill.inputTokens,
    output_tokens: bill.outputTokens,
    ...(bill.microUsd === null ? {} : { cost_usd: bill.microUsd / 1_000_000 }),
  };
}

/** With no other parser to ask: an unusable answer is a question back; a server that is not there is an error. */
function withoutAnswer(
  { request, rules, prompt }: Prepared,
  { failure, use }: Extract<ParserAttempt, { kind: 'failed' }>,
): IntentOutcome {
  if (!isAboutAnswer(failure)) {
    throw intentError('MODEL_FAILED', `${use.kind} (${use.model}) could not read the question: ${failure.why}`, [
      'Let the local parser step in, which needs no key and no network: model.fallback: true in config.yaml.',
      'Check the set-up: cloudops doctor',
    ]);
  }
  return {
    kind: 'clarify',
    intent: {
      intent_type: 'unknown',
      target: { resource_type: 'unknown', scope: null, filters: {} },
      goal: 'unknown',
      confidence: 0,
      question: request.question,
      language: 'und',
      parser: use,
    },
    question: `${failure.why} Did you mean one of these?`,
    choices: nearestChoices(prompt, isOrder(rules, request.catalog)),
  };
}
