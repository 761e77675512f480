import type { CountedApprovals, EligibleApprover, RejectedApproval } from './approvals.ts';
import { freezesAt } from './people/freeze.ts';
import type { PolicySet } from './policy-set.ts';
import { printable, spelled } from './printable.ts';
import type { Verdict } from './requirement.ts';

/** What a sentence is made from. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly policySet: PolicySet;
  readonly principal: string;
  readonly risk: string;
  readonly environment: string;
  readonly now: number;
  readonly counted: CountedApprovals;
  /** Who could still approve; asked only when it is needed. */
  eligible(): readonly EligibleApprover[];
}

/** Says in a sentence why a step may run, must wait or may not run. */
export function explain(explanation: Explanation): string {
  const { verdict, policySet } = explanation;
  if (verdict.kind === 'allowed') return explainAllowed(explanation);
  if (verdict.kind === 'denied') return explainDenied(explanation);
  const blocked = verdict.answer.by.length === 0 ? '' : ` Held by ${describe(policySet, verdict.answer.by)}.`;
  const then = ` Allowed then by ${describe(policySet, verdict.then.by)}.`;
  return `${need(verdict)}.${blocked}${then} ${whom(explanation)}${notCounted(explanation)}`;
}

function need(verdict: Extract<Verdict, { kind: 'held' }>): string {
  const { count, roles } = verdict.requirement;
  if (count === 0) return `Needs an approval under the role ${roles.join(' and ')}`;
  const people = `Needs ${count} more ${count === 1 ? 'approval' : 'approvals'}`;
  return roles.length === 0 ? people : `${people}, with the role ${roles.join(' and ')} among them`;
}

function whom({ verdict, eligible }: Explanation): string {
  if (verdict.kind !== 'held') return '';
  const { roles, satisfiable } = verdict.requirement;
  const people = eligible().filter(({ by }) => verdict.requirement.eligible.includes(by));
  const holding = (role: string): readonly string[] =>
    people.filter((person) => person.roles.includes(role)).map(({ by }) => by);
  if (!satisfiable) {
    const missing = roles.filter((role) => holding(role).length === 0);
    return `Nobody can give that yet: data.yaml names ${people.length} who may approve${
      missing.length > 0 ? `, none as ${missing.join(' or ')}` : ''
    }.`;
  }
  const shown = people.slice(0, 5).map(({ by }) => printable(by));
  const holders = roles.map((role) => `; ${role}: ${holding(role).slice(0, 5).map(printable).join(', ')}`);
  return `Ask ${shown.join(', ')}${people.length > 5 ? ` or ${people.length - 5} others` : ''}${holders.join('')}.`;
}

function explainAllowed({ verdict, policySet, counted }: Explanation): string {
  const approved = counted.by.length === 0 ? '' : `, approved by ${counted.by.map(printable).join(', ')}`;
  return `Allowed by ${describe(policySet, verdict.answer.by)}${approved}.`;
}

function explainDenied(explanation: Explanation): string {
  const { verdict, policySet, principal, risk, environment } = explanation;
  const { by, errors } = verdict.answer;
  if (errors.length > 0) return failure(errors, by);
  if (by.length === 0) {
    const todo = ' To do: ask for a role in data.yaml that may.';
    return `No policy lets ${spelled(principal)} ${risk} in ${environment}.${todo}${notCounted(explanation)}`;
  }
  const fixes = by.map((id) => find(policySet, id)?.fix ?? '').filter((fix) => fix !== '');
  const advice = fixes.length === 0 ? '' : ` To do: ${fixes.join('; ')}.`;
  return `Denied by ${describe(policySet, by)}.${frozen(explanation)}${advice}`;
}

function frozen({ policySet, risk, environment, now }: Explanation): string {
  if (risk === 'read') return '';
  const longest = freezesAt(policySet.data, environment, now).at(-1);
  if (longest === undefined) return '';
  const reason = longest.reason === null ? '' : ` (${printable(longest.reason)})`;
  return ` ${environment} is frozen until ${new Date(longest.until).toISOString()} by ${longest.name}${reason}.`;
}

/** What policies say aloud: each with what to do about it. */
export function adviceOf(policySet: PolicySet, ids: readonly string[]): readonly string[] {
  return ids.map((id) => {
    const fix = find(policySet, id)?.fix ?? '';
    return `${describe(policySet, [id])}${fix === '' ? '' : `. To do: ${fix}`}.`;
  });
}

/** Says that policy could not be evaluated, which denies. */
export function failure(errors: readonly string[], policies: readonly string[] = []): string {
  const where = policies.length === 0 ? '' : ` in ${policies.join(', ')}`;
  return `Denied, since policy could not be evaluated${where}: ${errors.map(printable).join('; ')}`;
}

function notCounted({ counted, policySet }: Explanation): string {
  if (counted.rejected.length === 0) return '';
  const each = counted.rejected.map((rejected) => `${printable(rejected.by)} (${reason(policySet, rejected)})`);
  return ` Not counted: ${each.join(', ')}.`;
}

function reason(policySet: PolicySet, rejected: RejectedApproval): string {
  return rejected.policies.length === 0 ? 'may not approve' : describe(policySet, rejected.policies);
}

function describe(policySet: PolicySet, ids: readonly string[]): string {
  return ids
    .map((id) => {
      const summary = find(policySet, id)?.summary ?? '';
      return summary === '' ? id : `${id}: ${summary}`;
    })
    .join('; ');
}

function find(policySet: PolicySet, id: string): PolicySet['policies'][number] | undefined {
  return policySet.policies.find((policy) => policy.id === id);
}
