import type { Choice } from '@cloudops/spec';

/** What somebody asked back about, and what was offered. */
export interface OpenQuestion {
  readonly question: string;
  readonly choices: readonly Choice[];
}

const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, one: 1, two: 2, three: 3 };

/**
 * The question that a follow-up answer completes: a number, `the second` or a playbook's id takes that choice's example
 * for the question's sense; anything else, such as `kubernetes` or `the one in prod`, is added to the question.
 * The result is read like any question: an answer authorises nothing.
 */
export function completeQuestion({ question, choices }: OpenQuestion, answer: string): string {
  const plain = answer.normalize('NFKC').trim().toLowerCase();
  const word = /^(?:the )?(\w+)(?: one)?[.!]?$/.exec(plain)?.[1] ?? '';
  const position = /^\d$/.test(word) ? Number(word) : (ordinals[word] ?? 0);
  const chosen = choices[position - 1] ?? choices.find(({ playbook }) => playbook === plain);
  if (chosen !== undefined) return chosen.example;
  return `${question.trim().replace(/[?.!]+$/, '')}, ${answer.trim()}`;
}
