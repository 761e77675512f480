import type { Choice } from '@cloudops/spec';
import { intentError } from './errors.ts';

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
 * @throws CloudOpsError `ANSWER_INVALID` for the number of a choice that is not there.
 */
export function completeQuestion({ question, choices }: OpenQuestion, answer: string): string {
  const plain = answer.normalize('NFKC').trim().toLowerCase();
  const word = /^(?:the )?(\w+)(?: one)?[.!]?$/.exec(plain)?.[1] ?? '';
  // Longer numbers are ports and accounts; with nothing to choose from, so are short ones.
  const position = /^\d{1,3}$/.test(word) ? Number(word) : ordinals[word];
  const chosen = position === undefined ? choices.find(({ playbook }) => playbook === plain) : choices[position - 1];
  if (chosen !== undefined) return chosen.example;
  if (position !== undefined && choices.length > 0) throw noSuchChoice(answer.trim(), choices);
  return `${question.trim().replace(/[?.!]+$/, '')}, ${answer.trim()}`;
}

function noSuchChoice(answer: string, choices: readonly Choice[]): Error {
  const numbers = choices.length === 1 ? 'is only 1' : `are 1 to ${choices.length}`;
  const list = choices.map(({ example }, index) => `${index + 1}: ${example}`);
  return intentError('ANSWER_INVALID', `There is no choice ${answer}: there ${numbers}.`, list);
}
