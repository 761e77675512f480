import type { PolicyRequest, RequestedPlan } from './policy-request.ts';
import type { PolicyData } from './policy-source.ts';

/** A target as policy sees it. */
export interface DecisionTarget {
  /** `<provider>:<name>`. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  /** Always one that the data knows. */
  readonly environment: string;
}

/** Resolves targets against the known environments; what belongs to none is prod. */
export function targetsOf(targets: RequestedPlan['targets'], known: readonly string[]): readonly DecisionTarget[] {
  return targets.map(({ provider, name, environment }) => ({
    id: `${provider}:${name}`,
    provider,
    name,
    environment: known.includes(environment) ? environment : 'prod',
  }));
}

const kinds: readonly unknown[] = ['human', 'service', 'agent'];
const credentials: readonly unknown[] = ['short-lived', 'long-lived', 'unknown'];
const risks: readonly unknown[] = ['read', 'write', 'delete'];
const contextKeys: readonly string[] = ['blast_radius', 'monthly_cents'];

/** What makes a request undecidable before any policy is asked. Callers may hold less strictly typed values. */
export function checkRequest(request: PolicyRequest, { people = {} }: PolicyData): readonly string[] {
  const { plan, principal, requester, context } = request;
  const problems: string[] = [];
  if (plan.steps.length === 0) problems.push('the plan has no step');
  if (plan.targets.length === 0) problems.push('the plan names no target');
  if (!isId(principal.id)) problems.push('the principal has no id');
  if (requester !== undefined && !isId(requester)) problems.push('the requester has no id');
  for (const id of [principal.id, requester ?? principal.id]) {
    // Whoever can choose an id without an origin must not become a person by it.
    if (Object.hasOwn(people, id)) problems.push(`${id} is the name of a person, and no login`);
  }
  if (!kinds.includes(principal.kind)) problems.push('the kind of principal is unknown');
  if (!credentials.includes(principal.credential)) problems.push('the kind of credential is unknown');
  for (const step of plan.steps) {
    if (!risks.includes(step.risk_level)) problems.push(`step ${step.id} has an unknown risk level`);
  }
  for (const name of unknownKeys(context, contextKeys)) problems.push(`context holds the unknown field ${name}`);
  return problems;
}

function isId(id: unknown): boolean {
  return typeof id === 'string' && id !== '' && id !== '*';
}

function unknownKeys(value: object | undefined, known: readonly string[]): readonly string[] {
  return value === undefined ? [] : Object.keys(value).filter((name) => !known.includes(name));
}
