import { createLocalParser } from '@cloudops/intent';
import { describe, expect, it } from 'vitest';
import { loadShippedCatalog } from './catalog.ts';
import { evaluate } from './evaluate.ts';
import { loadQuestionsFolder, ownQuestionsFolder } from './question/load-questions.ts';
import { partOf } from './question/part.ts';
import { askedAt } from './run-eval.ts';
import { checkBars } from './score/bars.ts';

const questions = await loadQuestionsFolder(ownQuestionsFolder());
const figures = await evaluate({
  parser: createLocalParser(),
  questions: questions.filter(({ id }) => partOf(id) === 'test'),
  catalog: await loadShippedCatalog(),
  now: askedAt,
  // Time is measured by the command; on a busy machine it says little.
  stopwatch: () => 0,
  signal: new AbortController().signal,
});

describe('the local parser on the questions that are held back', () => {
  it.each(checkBars(figures, { latency: false }))('meets the bar of $name', ({ name, value, bound, met }) => {
    expect({ name, value, bound, met }).toMatchObject({ met: true });
  });
});
