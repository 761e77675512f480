import type { Principal } from '@cloudops/spec';
import type { PolicyData } from '../policy-source.ts';
import { readPublicKey } from './public-key.ts';

/** Somebody whom the data knows, under all names that providers give them. */
export interface Person {
  /** `human` unless stated. Only people approve under the shipped policies. */
  readonly kind?: Principal['kind'];
  /** Principal ids, such as `os:alice` or `aws:arn:…`; each belongs to one person. */
  readonly logins?: readonly string[];
  /** Ed25519 public keys that their approvals are signed with, as `ssh-ed25519 …` or SPKI PEM; each belongs to one person. */
  readonly keys?: readonly string[];
}

/** A person with their name, and nothing left out. */
export interface NamedPerson extends Required<Person> {
  /** Their key in `people`. Never holds a colon, which every login does. */
  readonly name: string;
}

/**
 * Finds out whose id it is: the login of a person, or a person's own name. Compared exactly, so a look-alike is nobody.
 * @returns null for an id that no person claims.
 */
export function personOf(data: PolicyData, id: string): NamedPerson | null {
  const { people = {} } = data;
  if (Object.hasOwn(people, id)) return named(id, people[id]);
  const found = Object.entries(people).find(([, person]) => person.logins?.includes(id) === true);
  return found === undefined ? null : named(...found);
}

/**
 * Finds out whose key signed something.
 * @param publicKey as `ssh-ed25519 …` or SPKI PEM; need not be written as in the data.
 */
export function findPersonByKey(data: PolicyData, publicKey: string): NamedPerson | null {
  const wanted = readPublicKey(publicKey);
  if (wanted === null) return null;
  const found = Object.entries(data.people ?? {}).find(([, person]) =>
    person.keys?.some((key) => readPublicKey(key) === wanted),
  );
  return found === undefined ? null : named(...found);
}

/** What policies know somebody as: the person's name, or the id itself where no person claims it. */
export function nameOf(data: PolicyData, id: string): string {
  return personOf(data, id)?.name ?? id;
}

/**
 * Roles that the data gives somebody, sorted; given to one login of a person, a role is theirs under all. Nothing that a
 * request says can add one.
 */
export function rolesOf(data: PolicyData, id: string): readonly string[] {
  const person = personOf(data, id);
  const ids = person === null ? ['*', id] : ['*', person.name, ...person.logins];
  const held = Object.entries(data.roles).filter(([, holders]) => ids.some((each) => holders.includes(each)));
  return held.map(([role]) => role).sort();
}

const trust: readonly string[] = ['human', 'service', 'agent'];

/** What somebody is, by what was established and by the data: whichever of the two is trusted less. */
export function kindOf(established: string | undefined, person: NamedPerson | null): string {
  if (person === null) return established ?? 'unknown';
  if (established === undefined) return person.kind;
  if (!trust.includes(established)) return established;
  return trust.indexOf(established) > trust.indexOf(person.kind) ? established : person.kind;
}

/** Everybody whom the data names in a role or as a person, under the names that policies know; sorted. */
export function everybody(data: PolicyData): readonly string[] {
  const ids = Object.values(data.roles).flat();
  const names = ids.filter((id) => id !== '*').map((id) => nameOf(data, id));
  return [...new Set([...names, ...Object.keys(data.people ?? {})])].sort();
}

function named(name: string, person: Person | undefined): NamedPerson {
  return { name, kind: person?.kind ?? 'human', logins: person?.logins ?? [], keys: person?.keys ?? [] };
}
