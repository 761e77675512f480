import { z } from 'zod';
import { readMoment } from './local-time.ts';
import type { Budget } from './people/budget.ts';
import type { Freeze } from './people/freeze.ts';
import type { Person } from './people/person.ts';
import { readPublicKey } from './people/public-key.ts';
import type { PolicyData } from './policy-source.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be kebab-case');
const personName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,62}$/, 'must be a-z, then a-z, 0-9, dots, dashes, underscores; logins belong in logins');
const line = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must not hold control or invisible characters');
const login = line.regex(/:/, 'must say where it comes from, as in os:alice');
const moment = z.string().max(40);

const person: z.ZodType<Person> = z.strictObject({
  kind: z.enum(['human', 'service', 'agent']).exactOptional(),
  logins: z.array(login).max(100).exactOptional(),
  keys: z
    .array(
      z.string().refine((key) => readPublicKey(key) !== null, 'must be ssh-ed25519 … or an Ed25519 public key in PEM'),
    )
    .max(20)
    .exactOptional(),
});

const freeze: z.ZodType<Freeze> = z.strictObject({
  name,
  from: moment,
  until: moment,
  environments: z.array(name).min(1).exactOptional(),
  reason: line.exactOptional(),
});

const most = z.int().min(0);

const budget: z.ZodType<Budget> = z.strictObject({
  name,
  of: z.string(),
  environment: name.exactOptional(),
  window: z.enum(['hour', 'day', 'month']),
  shared: z.boolean().exactOptional(),
  changes: most.exactOptional(),
  calls: most.exactOptional(),
  cost_usd: z.number().min(0).max(1_000_000_000).exactOptional(),
});

type Complain = (path: readonly (string | number)[], message: string) => void;

/**
 * Checks {@link PolicyData}: no unknown key, `prod` present, every name that is used exists, and no login or key is claimed
 * by two people.
 */
export const policyDataSchema: z.ZodType<PolicyData> = z
  .strictObject({
    environments: z.array(name).min(1),
    roles: z.record(name, z.array(line)),
    approvals: z.strictObject({ maximum: z.int().min(1).max(10), roles: z.array(name).max(5) }),
    people: z.record(personName, person).exactOptional(),
    freezes: z.array(freeze).max(1000).exactOptional(),
    budgets: z.array(budget).max(1000).exactOptional(),
    time_zone: z.string().refine(isZone, 'must be the name of a time zone, as in Europe/Berlin').exactOptional(),
  })
  .superRefine((data, context) => {
    const complain: Complain = (path, message) =>
      context.addIssue({ code: 'custom', path: [...path], message, continue: true });
    checkNames(data, complain);
    checkPeople(data, complain);
    checkFreezes(data, complain);
    checkBudgets(data, complain);
  });

function checkNames(data: PolicyData, complain: Complain): void {
  if (!data.environments.includes('prod')) {
    complain(['environments'], 'must hold prod: what maps to no environment counts as it');
  }
  if (new Set(data.environments).size < data.environments.length) complain(['environments'], 'names one twice');
  if (Object.keys(data.roles).length === 0) complain(['roles'], 'must name at least one role');
  for (const [index, role] of data.approvals.roles.entries()) {
    if (!Object.hasOwn(data.roles, role)) complain(['approvals', 'roles', index], `no role ${role} in roles`);
  }
  for (const [role, holders] of Object.entries(data.roles)) {
    for (const [index, holder] of holders.entries()) {
      if (holder === '*' || holder.includes(':') || isPerson(data, holder)) continue;
      complain(['roles', role, index], `no ${holder} in people; a login says where it comes from, as in os:${holder}`);
    }
  }
}

function checkPeople(data: PolicyData, complain: Complain): void {
  const owners = new Map<string, string>();
  const claim = (what: string, value: string, owner: string, path: readonly (string | number)[]): void => {
    const other = owners.get(`${what} ${value}`);
    if (other !== undefined) complain(path, other === owner ? `is there twice` : `this ${what} is ${other}'s`);
    else owners.set(`${what} ${value}`, owner);
  };
  for (const [owner, { logins = [], keys = [] }] of Object.entries(data.people ?? {})) {
    if (Object.hasOwn(data.roles, owner)) complain(['people', owner], 'is the name of a role too');
    for (const [index, value] of logins.entries()) claim('login', value, owner, ['people', owner, 'logins', index]);
    for (const [index, value] of keys.entries()) {
      claim('key', readPublicKey(value) ?? value, owner, ['people', owner, 'keys', index]);
    }
  }
}

function checkFreezes(data: PolicyData, complain: Complain): void {
  const zone = data.time_zone ?? 'UTC';
  const names = new Set<string>();
  for (const [index, { name: own, from, until, environments = [] }] of (data.freezes ?? []).entries()) {
    const path = ['freezes', index] as const;
    if (names.has(own)) complain([...path, 'name'], `${own} is there twice`);
    names.add(own);
    const [begin, end] = isZone(zone) ? [readMoment(from, zone), readMoment(until, zone)] : [0, 1];
    const help = 'must be a moment: 2026-12-20, 2026-12-20 18:00 or 2026-12-20T18:00:00+01:00';
    if (begin === null) complain([...path, 'from'], help);
    if (end === null) complain([...path, 'until'], help);
    if (begin !== null && end !== null && end <= begin) complain([...path, 'until'], 'must be later than from');
    for (const [position, environment] of environments.entries()) {
      if (data.environments.includes(environment)) continue;
      complain([...path, 'environments', position], `no environment ${environment} in environments`);
    }
  }
}

function checkBudgets(data: PolicyData, complain: Complain): void {
  const names = new Set<string>();
  for (const [index, budget] of (data.budgets ?? []).entries()) {
    const { name: own, of, environment, changes, calls, cost_usd } = budget;
    const path = ['budgets', index] as const;
    if (names.has(own)) complain([...path, 'name'], `${own} is there twice`);
    names.add(own);
    if (of !== '*' && !isPerson(data, of) && !Object.hasOwn(data.roles, of)) {
      complain([...path, 'of'], `no person and no role ${of}; '*' is everybody`);
    }
    if (environment !== undefined && !data.environments.includes(environment)) {
      complain([...path, 'environment'], `no environment ${environment} in environments`);
    }
    if (changes === undefined && calls === undefined && cost_usd === undefined) {
      complain(path, 'limits nothing: give it changes, calls or cost_usd');
    }
  }
}

function isPerson(data: PolicyData, name: string): boolean {
  return Object.hasOwn(data.people ?? {}, name);
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}
