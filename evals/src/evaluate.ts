import { type IntentParser, parseIntent } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
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

/** Asks every question once, one after the other, so that latencies are those of a question alone. */
export async function evaluate(evaluation: Evaluation): Promise<Figures> {
  const { catalog, now, questions } = evaluation;
  const answers: Answer[] = [];
  await warmUp(evaluation);
  for (const question of questions) answers.push(await ask(question, evaluation));
  return computeFigures(answers, { catalog, now });
}

/** The first question pays for what is built once a process. */
async function warmUp(evaluation: Evaluation): Promise<void> {
  if (evaluation.parser.kind !== 'local') return;
  for (const question of evaluation.questions.slice(0, 1)) await ask(question, evaluation);
}

async function ask(question: Question, evaluation: Evaluation): Promise<Answer> {
  const { catalog, parser, now, stopwatch, signal } = evaluation;
  const context = { catalog, parser, now, signal };
  const start = stopwatch();
  const outcome = await parseIntent(question.question, context);
  return { question, outcome, latencyMs: stopwatch() - start };
}
