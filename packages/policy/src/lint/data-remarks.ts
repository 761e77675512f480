import { everybody, personOf, rolesOf } from '../people/person.ts';
import type { ParsedPolicy } from '../policy-parser.ts';
import type { PolicySet } from '../policy-set.ts';
import { printable } from '../printable.ts';
import { findTerms } from '../terms.ts';
import { usualMoment } from './pools.ts';
import type { PolicyRemark } from './remark.ts';
import { askAboutApproval } from './scene.ts';

/** Looks for roles that lead nowhere, and for approvers who cannot sign. */
export function findDataRemarks(policySet: PolicySet, policies: readonly ParsedPolicy[]): PolicyRemark[] {
  const { data } = policySet;
  const terms = policies.map((policy) => findTerms(policy.json));
  const used = new Set([...terms.flatMap((each) => each.roles)]);
  const bound = new Set((data.budgets ?? []).map(({ of }) => of));
  const roles = Object.entries(data.roles).flatMap(([role, holders]) => {
    if (used.has(role) && holders.length === 0) {
      const needing = policies.filter((_, index) => terms[index]?.roles.includes(role)).map(({ id }) => id);
      const message = `nobody holds the role ${role}, which ${needing.join(', ')} ${needing.length === 1 ? 'needs' : 'need'}`;
      return [warning('role-not-held', message, `name people or logins under roles.${role}`)];
    }
    if (used.has(role) || bound.has(role)) return [];
    return [warning('role-not-used', `no policy and no budget speaks of the role ${role}`, 'remove it')];
  });
  return [...roles, ...everybody(data).flatMap((id) => checkKey(policySet, id))];
}

function checkKey(policySet: PolicySet, id: string): readonly PolicyRemark[] {
  const { data } = policySet;
  const person = personOf(data, id);
  if ((person?.keys.length ?? 0) > 0 || !mayApprove(policySet, id)) return [];
  const message =
    person === null
      ? `${printable(id)} may approve, and is nobody's login: no key can be theirs`
      : `${person.name} may approve, and has no key to do so`;
  const help =
    person === null ? 'list them under people, with a key' : `add their public key under people.${person.name}.keys`;
  return [warning('approver-without-key', message, help)];
}

function mayApprove({ data, ask }: PolicySet, id: string): boolean {
  const actor = { id, called: id, kind: personOf(data, id)?.kind ?? 'human', roles: rolesOf(data, id) };
  const others = { requester: 'example:other', requesterKind: 'human', runner: 'example:other' };
  const times = { now: usualMoment, approvedAt: usualMoment };
  return data.environments.some(
    (environment) => ask(askAboutApproval({ actor, ...others, ...times, environment, isSamePlan: true })).allow,
  );
}

function warning(code: PolicyRemark['code'], message: string, help: string): PolicyRemark {
  return { severity: 'warning', code, message, help, file: 'data.yaml', line: null, column: null };
}
