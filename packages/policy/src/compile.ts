import { askCedar } from './ask.ts';
import type { CedarModule, DetailedError } from './cedar.ts';
import { type ParsedPolicy, parsePolicyFiles } from './policy-parser.ts';
import { compareProblems, compareText, type PolicyProblem, toPosition } from './policy-problem.ts';
import type { PolicySet } from './policy-set.ts';
import type { PolicySource } from './policy-source.ts';
import { createSchema } from './schema.ts';
import { checkSchemaText } from './schema-check.ts';
import { checkUsers } from './user-check.ts';

/** What compiling came to. Problems are a value here, so that they can cross to another thread. */
export type CompileResult =
  | { readonly kind: 'compiled'; readonly policySet: PolicySet }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** What to compile. */
export interface CompileOptions {
  readonly source: PolicySource;
  readonly digest: string;
  /** False only when this digest passed before. */
  readonly validate: boolean;
}

/** Parses and validates policies and hands them to Cedar under their digest. */
export function compilePolicies(cedar: CedarModule, options: CompileOptions): CompileResult {
  const { source, digest } = options;
  const parsed = parsePolicyFiles(cedar, source.policies);
  if (parsed.kind === 'invalid') return parsed;
  const schemaProblems = source.schemaText === undefined ? [] : checkSchemaText(cedar, source.schemaText, source.data);
  if (schemaProblems.length > 0) return { kind: 'invalid', problems: schemaProblems };
  const schema = source.schemaText ?? createSchema(source.data);
  const staticPolicies = Object.fromEntries(parsed.policies.map((policy) => [policy.id, policy.text]));
  if (options.validate) {
    const problems = [
      ...validate(cedar, { schema, policies: { staticPolicies } }, parsed.policies),
      ...checkUsers(parsed.policies, source.data),
    ];
    if (problems.length > 0) return { kind: 'invalid', problems: problems.sort(compareProblems) };
  }
  const answers = [cedar.preparseSchema(digest, schema), cedar.preparsePolicySet(digest, { staticPolicies })];
  const failures = answers.flatMap((answer) => (answer.type === 'success' ? [] : answer.errors));
  if (failures.length > 0) return { kind: 'invalid', problems: failures.map((error) => toProblem(error, undefined)) };
  return { kind: 'compiled', policySet: createPolicySet(cedar, options, parsed.policies) };
}

function createPolicySet(cedar: CedarModule, options: CompileOptions, policies: readonly ParsedPolicy[]): PolicySet {
  const { digest } = options;
  return {
    digest,
    engine: `cedar ${cedar.getCedarVersion()}`,
    data: options.source.data,
    policies: policies
      .map(({ id, effect, summary, fix, file, line }) => ({ id, effect, summary, fix, file, line }))
      .sort((left, right) => compareText(left.id, right.id)),
    ask: (question) => askCedar(cedar, { policies: digest, schema: digest }, question),
  };
}

type ValidationCall = Parameters<CedarModule['validate']>[0];

/** Warnings count as errors: a look-alike letter in a name, or a policy that can never apply, is only warned of. */
function validate(cedar: CedarModule, call: ValidationCall, policies: readonly ParsedPolicy[]): PolicyProblem[] {
  const answer = cedar.validate(call);
  if (answer.type !== 'success') return answer.errors.map((error) => toProblem(error, undefined));
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const problems = [...answer.validationErrors, ...answer.validationWarnings].map((entry) =>
    toProblem(entry.error, byId.get(entry.policyId)),
  );
  return [...problems, ...answer.otherWarnings.map((error) => toProblem(error, undefined))].sort(compareProblems);
}

function toProblem(error: DetailedError, policy: ParsedPolicy | undefined): PolicyProblem {
  const offset = (policy?.byteOffset ?? 0) + (error.sourceLocations?.[0]?.start ?? 0);
  const position = policy === undefined ? { line: 1, column: 1 } : toPosition(policy.fileText, offset);
  return { file: policy?.file ?? 'policies', ...position, message: error.message, help: error.help };
}
