import { answerRefused } from '../answers.ts';
import type { Investigation } from '../investigation.ts';
import type { Question } from '../question.ts';
import type { Refusal } from './check-plan.ts';

/** Does what comes before a decision; where that fails, the log says so before whoever asked is told. */
export async function recordFailure<Result>(
  { records, text, plan }: Pick<Question, 'records' | 'text' | 'plan'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const about = plan === undefined ? {} : { plan };
    await records.write({ ...{ event: 'plan.refused', question: text, status: 'not-checked' }, ...about });
    throw error;
  }
}

/** Records a refusal, then answers with it. */
export async function refuse(question: Question, { kind, code, why }: Refusal): Promise<Investigation> {
  const { plan } = question;
  await question.records.write({
    ...{ event: 'plan.refused', question: question.text, status: code },
    ...(plan === undefined ? {} : { plan }),
  });
  return answerRefused(question, kind === 'stale' ? 'stale' : 'denied', why);
}
