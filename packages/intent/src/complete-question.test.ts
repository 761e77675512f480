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
    ['7', 'cpu is high, 7'],
  ])('%j is added to the question', (answer, question) => {
    expect(completeQuestion(open, answer)).toBe(question);
  });
});
