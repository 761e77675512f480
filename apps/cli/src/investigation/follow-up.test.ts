import { describe, expect, it } from 'vitest';
import { type Answerer, type AskedTurn, converse, createAnswerer } from './follow-up.ts';

const choices = [{ playbook: 'k8s-high-cpu', example: 'why is cpu high in prod?' }];

/** Asks questions of which only some are clear; remembers what was asked and what was shown. */
function createAsker(isClear: (question: string) => boolean) {
  const questions: string[] = [];
  const shown: string[] = [];
  const ask = async (question: string): Promise<AskedTurn> => {
    questions.push(question);
    const clear = isClear(question);
    const report = { question, clarify: clear ? null : { question: 'Which?', choices } };
    const investigation = { kind: clear ? 'answered' : 'clarify', report };
    return {
      asked: { investigation, interrupted: false } as unknown as AskedTurn['asked'],
      show: async () => {
        shown.push(question);
      },
    };
  };
  return { ask, questions, shown };
}

const answering = (isPerson: boolean, ...replies: readonly string[]): Answerer => {
  const left = [...replies];
  return { isPerson, answer: async () => left.shift() ?? null };
};

describe('a question that is not clear', () => {
  it('is asked again with the answer to the question back', async () => {
    const { ask, questions, shown } = createAsker((question) => question.includes('prod'));
    await converse('cpu is high', ask, answering(true, '1'));
    expect(questions).toEqual(['cpu is high', 'why is cpu high in prod?']);
    expect(shown).toEqual(questions);
  });

  it('gives a program one document, the last', async () => {
    const { ask, shown } = createAsker((question) => question.includes('prod'));
    await converse('cpu is high', ask, answering(false, '1'));
    expect(shown).toEqual(['why is cpu high in prod?']);
  });

  it('stays open, and is shown once, when nobody answers', async () => {
    const { ask, questions, shown } = createAsker(() => false);
    await converse('cpu is high', ask, answering(true));
    expect([questions, shown]).toEqual([['cpu is high'], ['cpu is high']]);
  });

  it('is given up after three answers that do not help', async () => {
    const { ask, questions } = createAsker(() => false);
    await converse('cpu is high', ask, answering(true, 'hm', 'well', 'so', 'and'));
    expect(questions).toHaveLength(4);
  });

  it('takes a script’s answer once, and waits for nobody where there is no terminal', async () => {
    const { answer, isPerson } = createAnswerer({ output: 'json', quiet: false, answer: 'kubernetes' });
    const open = { question: 'q', choices };
    expect([isPerson, await answer(open), await answer(open)]).toEqual([false, 'kubernetes', null]);
  });
});
