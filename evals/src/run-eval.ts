import type { EvalArguments } from './arguments.ts';
import { digestCatalog, loadShippedCatalog } from './catalog.ts';
import { evaluate } from './evaluate.ts';
import { appendHistory, historyFile, toHistoryEntry } from './history.ts';
import { createParser, type ParserSurroundings } from './parser/create-parser.ts';
import { loadQuestions, loadQuestionsFolder, ownQuestionsFolder } from './question/load-questions.ts';
import { partOf } from './question/part.ts';
import type { Question } from './question/question.ts';
import { renderFigures } from './report/render.ts';
import { checkBars } from './score/bars.ts';

/** When our questions are asked, so that "feb 18-25" and "last week" mean the same in every run. A Monday. */
export const askedAt: number = Date.UTC(2026, 10, 23, 18);

/** What a run takes from outside. */
export interface EvalSurroundings extends ParserSurroundings {
  /** `2026-11-23`; goes into the history. */
  readonly date: string;
  /** Milliseconds on any scale. */
  readonly stopwatch: () => number;
}

/** What a run printed, and whether every bar was met. */
export interface EvalResult {
  readonly text: string;
  readonly met: boolean;
}

/** Measures one parser; adds a line to the history when asked to. */
export async function runEval(options: EvalArguments, surroundings: EvalSurroundings): Promise<EvalResult> {
  const { date, stopwatch, signal } = surroundings;
  const catalog = await loadShippedCatalog();
  const questions = await selectQuestions(options);
  const parser = createParser(options, surroundings);
  const figures = await evaluate({ parser, questions, catalog, now: askedAt, stopwatch, signal });
  const bars = checkBars(figures, { latency: options.parser === 'local' });
  if (options.save) {
    const head = { date, parser: options.parser, model: options.model ?? null, part: options.part };
    await appendHistory(historyFile(), toHistoryEntry({ ...head, catalog_digest: digestCatalog(catalog) }, figures));
  }
  const title = `${options.parser}, ${questions.length} questions (${options.part}), ${catalog.entries.length} playbooks`;
  return {
    text: options.json ? `${JSON.stringify({ figures, bars })}\n` : `${title}\n${renderFigures(figures, bars)}`,
    met: bars.every(({ met }) => met),
  };
}

async function selectQuestions({ file, part }: EvalArguments): Promise<readonly Question[]> {
  const questions = file === undefined ? await loadQuestionsFolder(ownQuestionsFolder()) : await loadQuestions([file]);
  return part === 'all' ? questions : questions.filter(({ id }) => partOf(id) === part);
}
