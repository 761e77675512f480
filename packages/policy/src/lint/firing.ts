import { askCedar } from '../ask.ts';
import type { CedarModule } from '../cedar.ts';
import type { ParsedPolicy } from '../policy-parser.ts';
import type { Answer, PolicySet, Question } from '../policy-set.ts';
import { findTerms } from '../terms.ts';
import { createDraw, type Draw } from './draw.ts';
import { createPools, drawApprovalScene, drawStep, type Pools } from './pools.ts';
import type { PolicyRemark } from './remark.ts';
import { askAboutApproval, askAboutStep } from './scene.ts';

const tries = 300;

/** Draws a question about a step or an approval. */
export function drawQuestion(draw: Draw, pools: Pools): Question {
  return draw.pick(pools.actions) === 'approve'
    ? askAboutApproval(drawApprovalScene(draw, pools))
    : askAboutStep(drawStep(draw, pools));
}

/**
 * Looks for policies that never apply, and for permits that never make a difference, by asking questions about what each
 * speaks of until one shows that it does.
 */
export function findIdlePolicies(
  cedar: CedarModule,
  policySet: PolicySet,
  policies: readonly ParsedPolicy[],
): PolicyRemark[] {
  const terms = policies.map((policy) => findTerms(policy.json));
  return policies.flatMap((policy, index) => {
    const pools = createPools(policySet.data, terms, terms[index]);
    const draw = createDraw(index + 1);
    const asked: Asked[] = [];
    for (let count = 0; count < tries; count += 1) {
      const question = drawQuestion(draw, pools);
      const answer = policySet.ask(question);
      if (makesDifference(policy, answer)) return [];
      asked.push({ question, answer });
    }
    return [remark(policy, findOverruling(cedar, policySet, policy, asked))];
  });
}

interface Asked {
  readonly question: Question;
  readonly answer: Answer;
}

/** What decides wherever a policy applies; null when it applies nowhere. */
function findOverruling(
  cedar: CedarModule,
  { digest }: PolicySet,
  { id, text }: ParsedPolicy,
  asked: readonly Asked[],
): readonly string[] | null {
  const names = { policies: `alone:${digest}`, schema: digest };
  cedar.preparsePolicySet(names.policies, { staticPolicies: { [id]: text } });
  const where = asked.filter(({ question }) => askCedar(cedar, names, question).by.includes(id));
  if (where.length === 0) return null;
  const deciding = new Set(where.flatMap(({ answer }) => answer.by));
  return [...deciding].filter((other) => other !== id).sort();
}

/** A forbid is meant to stand beside others; a permit only counts where no other permits the same. */
function makesDifference({ id, effect }: ParsedPolicy, { by }: Answer): boolean {
  return effect === 'forbid' ? by.includes(id) : by.length === 1 && by[0] === id;
}

function remark(policy: ParsedPolicy, overruling: readonly string[] | null): PolicyRemark {
  const place = { severity: 'warning', file: policy.file, line: policy.line, column: policy.column } as const;
  if (overruling === null) {
    const message = `${policy.id} never applies, in ${tries} questions about what it speaks of`;
    return { ...place, code: 'never-fires', message, help: 'check its conditions, or remove it' };
  }
  const message = `${policy.id} never makes a difference: where it applies, ${overruling.join(', ')} decides`;
  return { ...place, code: 'never-decides', message, help: 'remove it, or narrow what decides in its place' };
}
