import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { loadQuestions, readQuestionLines } from './load-questions.ts';

const line = (id: string): string =>
  JSON.stringify({
    id,
    question: 'x',
    expect: { outcome: 'clarify', playbook: null, scope: null, slots: {} },
    tags: ['ambiguous'],
  });
const failureOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('readQuestionLines', () => {
  it('keeps the order of files and lines and passes over empty ones', () => {
    const questions = readQuestionLines([
      { file: 'a', text: `${line('2')}\n\n${line('1')}\n` },
      { file: 'b', text: line('0') },
    ]);
    expect(questions.map(({ id }) => id)).toEqual(['2', '1', '0']);
  });

  it('names every bad line at once', () => {
    const failure = failureOf(() => readQuestionLines([{ file: 'a', text: `${line('1')}\n{\n${line('1')}` }]));
    expect(failure).toMatchObject({ code: 'QUESTIONS_INVALID', message: 'a:2 is no JSON object\na:3 repeats 1' });
  });
});

describe('loadQuestions', () => {
  it('says which file cannot be read', async () => {
    const failure = await loadQuestions(['no-such-file.jsonl']).catch((error: unknown) => error);
    expect(CloudOpsError.isInstance(failure) && failure.code).toBe('QUESTIONS_UNREADABLE');
  });
});
