import type { Catalog, Choice, IntentOutcome } from '@cloudops/spec';
import { intentError } from './errors.ts';
import { createLocalParser } from './local/local-parser.ts';
import type { IntentParser } from './parser.ts';

/** Below this an intent is not acted on but answered with a question back. */
export const minimumConfidence: number = 0.8;

const maximumQuestionLength = 4000;

/** What a question is read against. */
export interface ParseContext {
  readonly catalog: Catalog;
  /** The local parser unless given. */
  readonly parser?: IntentParser;
  readonly environments?: readonly string[];
  /** Milliseconds since the Unix epoch, UTC; what `feb 18-25` is read against. */
  readonly now?: number;
  /** Names of the configured providers; all unless given. */
  readonly providers?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Reads a question in plain words. An unclear one is an answer (`clarify`), not an error.
 * @throws CloudOpsError `QUESTION_INVALID` when it is empty or over 4,000 characters; `CATALOG_EMPTY`.
 */
export async function parseIntent(question: string, context: ParseContext): Promise<IntentOutcome> {
  assertQuestion(question);
  if (context.catalog.entries.length === 0) {
    throw intentError('CATALOG_EMPTY', 'No playbook is loaded, so there is nothing a question could mean.', [
      'cloudops playbooks list',
    ]);
  }
  const parser = context.parser ?? createLocalParser();
  const outcome = await parser.parse({
    question,
    catalog: context.catalog,
    environments: context.environments ?? [],
    ...(context.now === undefined ? {} : { now: context.now }),
    ...(context.providers === undefined ? {} : { providers: context.providers }),
    signal: context.signal ?? new AbortController().signal,
  });
  return outcome.kind === 'matched' ? gate(outcome, context.catalog) : outcome;
}

function assertQuestion(question: string): void {
  if (question.trim() === '') {
    throw intentError('QUESTION_INVALID', 'The question is empty.', [
      'Ask in plain words: cloudops investigate "why is CPU high in prod?"',
    ]);
  }
  if (question.length > maximumQuestionLength) {
    throw intentError(
      'QUESTION_INVALID',
      `The question has ${question.length} characters; ${maximumQuestionLength} is the most.`,
      ['Ask one thing at a time.'],
    );
  }
}

/** Whatever parser answered: what it is not sure of, or what is not loaded, does not get through. */
function gate(outcome: Extract<IntentOutcome, { kind: 'matched' }>, catalog: Catalog): IntentOutcome {
  const known = catalog.entries.some((entry) => entry.playbook.metadata.name === outcome.playbook);
  if (known && outcome.intent.confidence >= minimumConfidence) return outcome;
  return {
    kind: 'clarify',
    intent: outcome.intent,
    question: 'I am not sure what you mean. Did you want to ask one of these?',
    choices: firstChoices(catalog),
  };
}

function firstChoices(catalog: Catalog): readonly Choice[] {
  return catalog.entries.slice(0, 3).map((entry) => ({
    playbook: entry.playbook.metadata.name,
    example: entry.playbook.metadata.examples[0] ?? entry.playbook.metadata.title,
  }));
}
