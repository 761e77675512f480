import { answerRefused } from '../answers.ts';
import type { Investigation } from '../investigation.ts';
import type { Question } from '../question.ts';
import type { Refusal } from './check-plan.ts';

/** Records a refusal, then answers with it. */
export async function refuse(question: Question, { kind, code, why }: Refusal): Promise<Investigation> {
  const { plan } = question;
  await question.records.write({
    ...{ event: 'plan.refused', question: question.text, status: code },
    ...(plan === undefined ? {} : { plan }),
  });
  return answerRefused(question, kind === 'stale' ? 'stale' : 'denied', why);
}
