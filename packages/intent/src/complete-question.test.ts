import { describe, expect, it } from 'vitest';
import { completeQuestion } from './complete-question.ts';

const open = {
  question: 'cpu is high?',
  choices: [
    { playbook: 'k8s-high-cpu', example: 'why is cpu high in prod?' },
    { playbook: 'aws-ec2-high-cpu', example: 'why is i-0abc123 hot?' },
  ],
};

describe('a follow-up answer', () => {
  it.each(['2', 'the second', 'second one', 'The Second.', 'aws-ec2-high-cpu'])('%j takes a choice', (answer) => {
    expect(completeQuestion(open, answer)).toBe('why is i-0abc123 hot?');
  });

  it.each([
    ['kubernetes', 'cpu is high, kubernetes'],
    [' on node worker-3 ', 'cpu is high, on node worker-3'],
    ['port 7', 'cpu is high, port 7'],
    ['111122223333', 'cpu is high, 111122223333'],
  ])('%j is added to the question', (answer, question) => {
    expect(completeQuestion(open, answer)).toBe(question);
  });

  it.each(['0', '3', '99', 'the third', ' 7. '])('%j is no choice, and the numbers there are are named', (answer) => {
    expect(() => completeQuestion(open, answer)).toThrow(
      expect.objectContaining({
        code: 'ANSWER_INVALID',
        message: expect.stringMatching(/there are 1 to 2\.$/),
        nextSteps: ['1: why is cpu high in prod?', '2: why is i-0abc123 hot?'],
      }),
    );
  });

  it('may be a number where nothing is offered', () => {
    expect(completeQuestion({ question: 'which port?', choices: [] }, '443')).toBe('which port, 443');
  });
});
