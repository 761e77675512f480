import { type Answer, isRight } from './verdict.ts';

/** Questions that were expected to end in one way and ended in another. */
export interface Confusion {
  /** A playbook, or an outcome such as `unsupported`. */
  readonly expected: string;
  readonly actual: string;
  readonly questions: readonly { readonly id: string; readonly question: string; readonly confidence: number }[];
}

/** What went wrong, the commonest first; ties by name. */
export function findConfusions(answers: readonly Answer[]): readonly Confusion[] {
  const groups = new Map<string, { expected: string; actual: string; answers: Answer[] }>();
  for (const answer of answers.filter((candidate) => !isRight(candidate))) {
    const [expected, actual] = [expectedEnd(answer), actualEnd(answer)];
    const key = `${expected} ${actual}`;
    const group = groups.get(key) ?? { expected, actual, answers: [] };
    group.answers.push(answer);
    groups.set(key, group);
  }
  return [...groups.entries()]
    .sort(([leftKey, left], [rightKey, right]) => {
      return right.answers.length - left.answers.length || (leftKey < rightKey ? -1 : 1);
    })
    .map(([, { expected, actual, answers: confused }]) => ({
      expected,
      actual,
      questions: confused.map(({ question, outcome }) => ({
        id: question.id,
        question: question.question,
        confidence: outcome.intent.confidence,
      })),
    }));
}

function expectedEnd({ question }: Answer): string {
  return question.expect.playbook ?? question.expect.outcome;
}

function actualEnd({ outcome }: Answer): string {
  return outcome.kind === 'matched' ? outcome.playbook : outcome.kind;
}
