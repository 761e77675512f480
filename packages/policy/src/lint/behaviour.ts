import type { ParsedPolicy } from '../policy-parser.ts';
import type { PolicySet } from '../policy-set.ts';
import { printable } from '../printable.ts';
import { findTerms } from '../terms.ts';
import { createDraw } from './draw.ts';
import { drawQuestion } from './firing.ts';
import { createPools, drawStep } from './pools.ts';
import type { PolicyRemark } from './remark.ts';
import { askAboutStep, describeStep, type StepScene } from './scene.ts';

const tries = 250;

/** Looks for policies whose evaluation fails, which denies, and for approvals that turn a yes into a no. */
export function findBadBehaviour(policySet: PolicySet, policies: readonly ParsedPolicy[]): PolicyRemark[] {
  const terms = policies.map((policy) => findTerms(policy.json));
  const pools = createPools(policySet.data, terms);
  const large = { ...pools, numbers: [...pools.numbers, Number.MAX_SAFE_INTEGER] };
  const draw = createDraw(2000);
  const found = new Map<string, PolicyRemark>();
  for (let count = 0; count < tries; count += 1) {
    const { by, errors } = policySet.ask(drawQuestion(draw, large));
    for (const policy of policies.filter(({ id }) => errors.length > 0 && by.includes(id))) {
      const message = `${policy.id} cannot always be evaluated, and denies then: ${printable(errors.join('; '))}`;
      const help = 'keep numbers small before they are multiplied, and guard optional fields with has';
      found.set(`fails ${policy.id}`, {
        ...placeOf(policy),
        severity: 'error',
        code: 'evaluation-fails',
        message,
        help,
      });
    }
    const scene = drawStep(draw, pools);
    for (const policy of refusersOfMore(policySet, scene, policies)) {
      const message = `${policy.id} turns a yes into a no when somebody else approves: ${describeStep(scene)}`;
      const help = 'let policies ask for at least so many approvals, never for at most';
      found.set(`refuses ${policy.id}`, {
        ...placeOf(policy),
        severity: 'warning',
        code: 'not-monotone',
        message,
        help,
      });
    }
  }
  return [...found.values()];
}

function refusersOfMore(
  policySet: PolicySet,
  scene: StepScene,
  policies: readonly ParsedPolicy[],
): readonly ParsedPolicy[] {
  const answer = policySet.ask(askAboutStep(scene));
  if (!answer.allow) return [];
  const more = { ...scene, count: scene.count + 1, roles: Object.keys(policySet.data.roles).sort() };
  const then = policySet.ask(askAboutStep(more));
  if (then.allow) return [];
  // A permit that stopped to apply refuses too, and is in the first answer only.
  const by = then.by.length > 0 ? then.by : answer.by;
  return policies.filter(({ id }) => by.includes(id));
}

function placeOf({ file, line, column }: ParsedPolicy): Pick<PolicyRemark, 'file' | 'line' | 'column'> {
  return { file, line, column };
}
