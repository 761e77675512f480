import {
  findMissedMutants,
  type MutationReport,
  type PolicyCaseFile,
  type PolicyCaseResult,
  readPolicyCaseFile,
  readPolicyCases,
  runPolicyCases,
} from '@cloudops/policy';
import { CloudOpsError } from '@cloudops/spec';
import { exitStatus } from '../errors/exit-status.ts';
import type { FoundPolicies } from './find-policies.ts';

/** What is to be tested. */
export interface PolicyTestRequest {
  readonly policies: FoundPolicies;
  /** Files of cases; those beside the policies when there are none. */
  readonly files: readonly string[];
  readonly mutations: boolean;
  /** Percent of mistakes that cases must notice. */
  readonly minimumScore: number | undefined;
  /** Told after each mistake that was tried. */
  onMutant?(done: number, total: number): void;
}

/** What testing policies came to. */
export interface TestedPolicies {
  readonly results: readonly PolicyCaseResult[];
  /** Null where nobody asked for it, or where a case fails, so that it would say nothing. */
  readonly mutations: MutationReport | null;
  readonly minimumScore: number | null;
}

/**
 * Asks policies every case, and then with one mistake after another in them.
 * @throws CloudOpsError `POLICY_CASES_MISSING`, those of the policy package.
 */
export async function testPolicies(request: PolicyTestRequest): Promise<TestedPolicies> {
  const { source } = request.policies;
  const cases = readCases(request);
  const results = await runPolicyCases(source.policies, cases);
  const isGood = results.every(({ problems }) => problems.length === 0);
  const isAsked = request.mutations || request.minimumScore !== undefined;
  const mutations = isAsked && isGood ? await findMissedMutants(source.policies, cases, request.onMutant) : null;
  return { results, mutations, minimumScore: request.minimumScore ?? null };
}

/** A case that fails, or a score below the least, fails a pipeline. */
export function toTestExit({ results, mutations, minimumScore }: TestedPolicies): number {
  const isGood = results.every(({ problems }) => problems.length === 0);
  const suffices = minimumScore === null || (mutations !== null && mutations.score >= minimumScore);
  return isGood && suffices ? exitStatus.ok : exitStatus.unexpected;
}

function readCases({ policies, files }: PolicyTestRequest): readonly PolicyCaseFile[] {
  const { data } = policies.source;
  const cases =
    files.length === 0 ? readPolicyCases(policies.folder, data) : files.map((file) => readPolicyCaseFile(file, data));
  if (cases.length > 0) return cases;
  throw new CloudOpsError({
    code: 'POLICY_CASES_MISSING',
    message: `There are no cases in ${policies.folder}/tests.`,
    nextSteps: ['Write some there (*.yaml), or name a file: cloudops policy test FILE'],
  });
}
