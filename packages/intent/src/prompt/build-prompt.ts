import { createHash } from 'node:crypto';
import type { Catalog, CatalogEntry, JsonObject } from '@cloudops/spec';
import { type AnswerSchema, createAnswerSchema, slotNames } from './answer-schema.ts';
import { listFamilies } from './families.ts';
import { systemText } from './system-text.ts';
import { cutToTokens, estimateTokens, maximumTokens } from './tokens.ts';

/** The most that is ever sent, schema included, by {@link estimateTokens}. */
export const promptTokenLimit: number = 4000;

const questionLimit = 1000;
const namesLimit = 250;
const familiesLimit = 350;
const environmentsLimit = 30;

/** What a prompt is made of. */
export interface PromptInput {
  /** Already masked: all of it leaves the machine. */
  readonly question: string;
  readonly catalog: Catalog;
  /** The nearest playbooks, nearest first. As many are sent as fit. */
  readonly nearest: readonly CatalogEntry[];
  readonly environments: readonly string[];
  /** Names that the user allowed to be sent, most important first. */
  readonly names: readonly string[];
  /** UTC, such as `2026-11-23`; sent with questions that could hold a date. */
  readonly today: string;
}

/** All that leaves the machine for one question. */
export interface ModelPrompt {
  /** The same for every question. */
  readonly system: string;
  /** The same for every question to one catalog. */
  readonly families: string;
  /** A JSON object; the question is a string in it, which nothing in the question can end. */
  readonly message: string;
  readonly schema: AnswerSchema;
  /** What was sent of the nearest playbooks, in their order. */
  readonly candidates: readonly CatalogEntry[];
  readonly environments: readonly string[];
  readonly estimatedTokens: number;
  /** Tokens that no tokenizer exceeds; what a budget reserves. */
  readonly maximumTokens: number;
  /** `sha256:` of all of it. */
  readonly digest: string;
}

/** Builds the prompt: at most {@link promptTokenLimit} tokens, however many playbooks are loaded. */
export function buildPrompt(input: PromptInput): ModelPrompt {
  const families = listFamilies(input.catalog, familiesLimit);
  const known = ['prod', 'staging', 'dev', ...input.environments];
  const environments = [...new Set(known)].slice(0, environmentsLimit).sort();
  const empty = assemble(input, families, environments, []);
  const offers = input.nearest.map((entry) => ({ entry, line: describe(entry) }));
  let candidates = chooseOffers(offers, promptTokenLimit - empty.estimatedTokens);
  let prompt = assemble(input, families, environments, candidates);
  while (prompt.estimatedTokens > promptTokenLimit && candidates.length > 0) {
    candidates = candidates.slice(0, -1);
    prompt = assemble(input, families, environments, candidates);
  }
  return prompt;
}

/** A playbook with how it is put to the model. */
interface Offer {
  readonly entry: CatalogEntry;
  readonly line: JsonObject;
}

/** The nearest, as long as there is room; a long one is passed over for a shorter one behind it. */
function chooseOffers(offers: readonly Offer[], room: number): readonly Offer[] {
  let left = room;
  return offers.filter(({ entry, line }) => {
    const tokens = estimateTokens(JSON.stringify([line, entry.playbook.metadata.name, slotNames(entry)]));
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
}

function assemble(
  input: PromptInput,
  families: string,
  environments: readonly string[],
  offers: readonly Offer[],
): ModelPrompt {
  const candidates = offers.map(({ entry }) => entry);
  const schema = createAnswerSchema(candidates, environments);
  const message = JSON.stringify({
    candidates: offers.map(({ line }) => line),
    environments,
    names: firstNames(input.names),
    // Only where a year may have to be guessed, so that answers to all others can be cached for longer than a day.
    ...(/\d/.test(input.question) ? { today: input.today } : {}),
    question: cutToTokens(removeInvisible(input.question), questionLimit),
  });
  const parts = [systemText, families, message, JSON.stringify(schema.json)];
  return {
    system: systemText,
    families,
    message,
    schema,
    candidates,
    environments,
    estimatedTokens: parts.reduce((sum, part) => sum + estimateTokens(part), 0),
    maximumTokens: parts.reduce((sum, part) => sum + maximumTokens(part), 0),
    digest: `sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`,
  };
}

function describe(entry: CatalogEntry): JsonObject {
  const { metadata } = entry.playbook;
  return {
    id: metadata.name,
    does: metadata.risk ?? 'read',
    about: cutToTokens(`${metadata.title}. ${metadata.description}`, 40),
    asked: metadata.examples.slice(0, 1).map((example) => cutToTokens(example, 18)),
    slots: slotNames(entry),
  };
}

function firstNames(names: readonly string[]): readonly string[] {
  const first: string[] = [];
  let tokens = 0;
  for (const name of names) {
    tokens += estimateTokens(name) + 2;
    if (tokens > namesLimit) break;
    first.push(name);
  }
  return first;
}

/** Takes out characters that a person cannot see but a model reads: format and tag characters, control characters. */
function removeInvisible(text: string): string {
  return text.replace(/[\p{Cf}\p{Cc}]/gu, (character) => (/\s/.test(character) ? character : ''));
}
