import { type IntentParser, parseIntent } from '@cloudops/intent';
import { type Catalog, CloudOpsError, type IntentOutcome } from '@cloudops/spec';
import type { Question } from './question/question.ts';
import { computeFigures, type Figures } from './score/figures.ts';
import type { Answer } from './score/verdict.ts';

/** What is measured, and by what. */
export interface Evaluation {
  readonly parser: IntentParser;
  readonly questions: readonly Question[];
  readonly catalog: Catalog;
  /** Milliseconds since the Unix epoch that the questions are asked at; windows are relative to it. */
  readonly now: number;
  /** Milliseconds on any scale, for latencies only. */
  readonly stopwatch: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks every question once, one after the other, so that latencies are those of a question alone. The first is asked
 * once more before, unmeasured: it pays for what is built once a process, and shows whether the parser works at all.
 * @throws CloudOpsError whatever the parser throws at that first question. Later failures count as declined.
 */
export async function evaluate(evaluation: Evaluation): Promise<Figures> {
  const { catalog, now, questions } = evaluation;
  const [first] = questions;
  if (first !== undefined) await parse(first, evaluation);
  const answers: Answer[] = [];
  for (const question of questions) answers.push(await ask(question, evaluation));
  return computeFigures(answers, { catalog, now });
}

async function ask(question: Question, evaluation: Evaluation): Promise<Answer> {
  const { stopwatch, signal } = evaluation;
  const start = stopwatch();
  try {
    const outcome = await parse(question, evaluation);
    return { question, outcome, latencyMs: stopwatch() - start, failure: null };
  } catch (error) {
    if (signal.aborted || !CloudOpsError.isInstance(error)) throw error;
    const outcome = toDeclined(question.question, evaluation.parser.kind);
    return { question, outcome, latencyMs: stopwatch() - start, failure: error.message };
  }
}

function parse({ question }: Question, { catalog, parser, now, signal }: Evaluation): Promise<IntentOutcome> {
  const context = { catalog, parser, now, signal };
  return parseIntent(question, context);
}

function toDeclined(question: string, kind: string): IntentOutcome {
  return {
    kind: 'unsupported',
    reason: 'The parser failed.',
    choices: [],
    intent: {
      intent_type: 'unknown',
      target: { resource_type: 'unknown', scope: null, filters: {} },
      goal: 'unknown',
      confidence: 0,
      question,
      language: 'und',
      parser: { kind },
    },
  };
}
