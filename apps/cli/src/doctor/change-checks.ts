import { findPersonByKey, type PolicyData, personOf, rolesOf } from '@cloudops/policy';
import { CloudOpsError } from '@cloudops/spec';
import { findIdentity, type Identity } from '../auth/identity.ts';
import type { Assets } from '../composition/assets.ts';
import { readPolicies } from '../composition/policy.ts';
import { findOsUser } from '../composition/principal.ts';
import { systemClock } from '../composition/system-clock.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import { defaultKeyFile } from '../plans/approver-key.ts';
import { type Check, type CheckResult, ok, warning } from './check.ts';

/** How far changes are set up. Reading needs none of it: what is left out altogether is no fault. */
export function changeChecks(assets: Assets, paths: Paths): readonly Check[] {
  return [{ name: 'changes', run: () => checkChanges(assets, paths).catch(toWarning) }];
}

/** What is broken fails in its own check; a key that cannot be used stops nobody from reading. */
function toWarning(error: unknown): Omit<CheckResult, 'name'> {
  if (!CloudOpsError.isInstance(error)) throw error;
  return warning(error.message, error.nextSteps[0] ?? '');
}

async function checkChanges(assets: Assets, paths: Paths): Promise<Omit<CheckResult, 'name'>> {
  const { oidc } = (await readConfiguration(paths.configFile)).auth;
  const identity = findIdentity({
    ...{ file: paths.session, osUser: findOsUser(), clock: systemClock },
    ...(oidc === undefined ? {} : { oidc }),
  });
  const key = isThere(defaultKeyFile(paths)) ? await readPublicKey(defaultKeyFile(paths)) : null;
  return judgeChanges(identity, key, readPolicies(assets, paths).data);
}

async function readPublicKey(file: string): Promise<string> {
  const { openKeyFile } = await import('@cloudops/approval');
  return (await openKeyFile(file)).publicKey;
}

/**
 * Says who would change something, with which roles, and whether their key to approve with counts.
 * @param key the public part of it; null without one.
 */
export function judgeChanges(identity: Identity, key: string | null, data: PolicyData): Omit<CheckResult, 'name'> {
  if (identity.kind === 'ended' || identity.kind === 'uncertain') {
    return warning(`no change would be made: ${identity.why}`, 'cloudops auth login, or: cloudops auth logout');
  }
  const { id, established_by: how } = identity.principal;
  const person = personOf(data, id);
  const roles = rolesOf(data, id).filter((role) => data.roles[role]?.includes('*') !== true);
  const owner = key === null ? null : findPersonByKey(data, key);
  const who = person === null ? `${id} (${how})` : `${person.name}, as ${id} (${how})`;
  const held = roles.length === 0 ? 'no role of its own' : roles.join(', ');
  const detail = `you are ${who}; ${held}; ${describeKey(key, owner?.name ?? null)}`;
  if (key !== null && owner === null) return warning(detail, 'cloudops approve key prints the line for data.yaml.');
  if (owner !== null && person !== null && owner.name !== person.name) {
    return warning(detail, 'Whose key it is decides who approves. Give each person a key of their own.');
  }
  if (roles.length === 0 && (key !== null || person !== null || how === 'oidc')) {
    return warning(detail, 'Give the person or the login a role in data.yaml of your policies, such as operator.');
  }
  return ok(detail);
}

function describeKey(key: string | null, owner: string | null): string {
  if (key === null) return 'no key to approve with';
  return owner === null ? 'a key to approve with that policy does not know' : `a key that approves as ${owner}`;
}
