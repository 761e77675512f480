import { askCedar } from '../ask.ts';
import type { PolicyCase, PolicyCaseFile } from '../cases/policy-case.ts';
import { compareDecision, decideCase, runPolicyCases } from '../cases/run-cases.ts';
import { type CedarModule, loadCedar } from '../cedar.ts';
import { policyDigest } from '../digest.ts';
import { createPolicyError } from '../errors.ts';
import { loadPolicySet } from '../load-policy-set.ts';
import { type ParsedPolicy, parsePolicyFiles } from '../policy-parser.ts';
import type { PolicySet } from '../policy-set.ts';
import type { PolicyFile } from '../policy-source.ts';
import { createMutants, type Mutant } from './mutants.ts';

/** How well cases guard one policy. */
export interface MutatedPolicy {
  readonly policy: string;
  readonly file: string;
  readonly line: number;
  /** How many mistakes were made in it. */
  readonly mutants: number;
  /** Those that no case noticed, such as `number 10 → 11`. */
  readonly missed: readonly string[];
}

/** How well cases guard policies. */
export interface MutationReport {
  /** Sorted by policy. */
  readonly policies: readonly MutatedPolicy[];
  readonly mutants: number;
  readonly noticed: number;
  /** 0 to 100, rounded down: 100 only when every mistake was noticed. */
  readonly score: number;
}

/**
 * Makes one mistake after another in the policies, and says which of them no case notices: a rule that no test would miss.
 * Takes some milliseconds for each mistake and each case, some hundred mistakes in all.
 * @param onMutant told after each, for progress.
 * @throws CloudOpsError `POLICY_INVALID`; `POLICY_CASES_INVALID` when a case fails without any mistake.
 */
export async function findMissedMutants(
  policies: readonly PolicyFile[],
  files: readonly PolicyCaseFile[],
  onMutant: (done: number, total: number) => void = () => undefined,
): Promise<MutationReport> {
  const cedar = await loadCedar();
  const guards = await prepare(policies, files);
  const parsed = parsePolicyFiles(cedar, policies);
  const all = parsed.kind === 'parsed' ? parsed.policies : [];
  const mutants = all.flatMap(({ id, json }) => createMutants(id, json, (body) => toText(cedar, body)));
  const missed = mutants.filter((mutant, index) => {
    const isMissed = !isNoticed(cedar, all, mutant, guards);
    onMutant(index + 1, mutants.length);
    return isMissed;
  });
  const noticed = mutants.length - missed.length;
  return {
    policies: all
      .map(({ id, file, line }) => ({
        ...{ policy: id, file, line },
        mutants: mutants.filter((mutant) => mutant.policy === id).length,
        missed: missed.filter((mutant) => mutant.policy === id).map(({ change }) => change),
      }))
      .sort((left, right) => (left.policy < right.policy ? -1 : 1)),
    mutants: mutants.length,
    noticed,
    score: mutants.length === 0 ? 0 : Math.floor((100 * noticed) / mutants.length),
  };
}

/** One case with the policies that decide it, so that likely guards are asked first. */
interface Guard {
  readonly given: PolicyCase;
  readonly policySet: PolicySet;
  readonly schema: string;
  readonly decidedBy: readonly string[];
}

async function prepare(policies: readonly PolicyFile[], files: readonly PolicyCaseFile[]): Promise<readonly Guard[]> {
  const results = await runPolicyCases(policies, files);
  const failing = results.find(({ problems }) => problems.length > 0);
  if (failing !== undefined) {
    throw createPolicyError({
      code: 'POLICY_CASES_INVALID',
      message: `Mutations cannot be judged: the case "${failing.name}" (${failing.file}:${failing.line}) fails as it is`,
      nextSteps: ['Make all cases pass first.'],
    });
  }
  const guards: Guard[] = [];
  for (const { data, cases } of files) {
    const policySet = await loadPolicySet({ policies, data });
    for (const given of cases) {
      const decision = results[guards.length]?.decision;
      const decidedBy = decision?.steps.flatMap((step) => step.policies) ?? [];
      guards.push({ given, policySet, schema: policyDigest({ policies, data }), decidedBy });
    }
  }
  return guards;
}

function isNoticed(
  cedar: CedarModule,
  policies: readonly ParsedPolicy[],
  mutant: Mutant,
  guards: readonly Guard[],
): boolean {
  const others = policies.filter(({ id }) => id !== mutant.policy).map(({ id, text }) => [id, text] as const);
  const changed = mutant.json === null ? [] : [[mutant.policy, mutant.json] as const];
  const name = 'mutant';
  cedar.preparsePolicySet(name, { staticPolicies: Object.fromEntries([...others, ...changed]) });
  const likely = guards.filter(({ decidedBy }) => decidedBy.includes(mutant.policy));
  const rest = guards.filter(({ decidedBy }) => !decidedBy.includes(mutant.policy));
  return [...likely, ...rest].some(({ given, policySet, schema }) => {
    const ask: PolicySet['ask'] = (question) => askCedar(cedar, { policies: name, schema }, question);
    return compareDecision(decideCase(given, { ...policySet, ask }), given).length > 0;
  });
}

/** Writes an expression as Cedar would. */
function toText(cedar: CedarModule, body: object): string {
  const any = { op: 'All' } as const;
  const answer = cedar.policyToText({
    ...{ effect: 'permit', principal: any, action: any, resource: any },
    conditions: [{ kind: 'when', body: body as never }],
  });
  if (answer.type !== 'success') return 'an expression';
  const written = answer.text.slice(answer.text.indexOf('when') + 4);
  const inner = written.slice(written.indexOf('{') + 1, written.lastIndexOf('}'));
  return inner.replace(/\s+/g, ' ').replaceAll('CloudOps::', '').trim();
}
