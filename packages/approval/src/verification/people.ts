import type { Principal } from '@cloudops/spec';
import { type PublicKey, readPublicKey } from '../key/public-key.ts';

/** Somebody whom the policy's data names. */
export interface Person {
  readonly name: string;
  readonly kind: Principal['kind'];
  /** Public keys, `ssh-ed25519 AAAA…`, or SPKI PEM. */
  readonly keys: readonly string[];
}

/** Whose key is whose. */
export interface KeyRing {
  readonly keys: readonly PublicKey[];
  /** By key id. A key that two people have is nobody's. */
  readonly owners: ReadonlyMap<string, Person>;
  /** Ids of keys that two people have. */
  readonly shared: ReadonlySet<string>;
  /** Keys that cannot be read, in words, sorted. */
  readonly unreadable: readonly string[];
}

/** Reads the keys of all people; one that cannot be read counts for nobody. */
export function createKeyRing(people: readonly Person[]): KeyRing {
  const keys = new Map<string, PublicKey>();
  const owners = new Map<string, Person>();
  const shared = new Set<string>();
  const unreadable: string[] = [];
  for (const person of people) {
    for (const [at, text] of person.keys.entries()) {
      const key = readPublicKey(text);
      if (typeof key === 'string') {
        unreadable.push(`key ${at + 1} of "${person.name}": ${key}`);
        continue;
      }
      const owner = owners.get(key.keyId);
      if (owner !== undefined && owner.name !== person.name) shared.add(key.keyId);
      keys.set(key.keyId, key);
      owners.set(key.keyId, person);
    }
  }
  return { keys: [...keys.values()], owners, shared, unreadable: unreadable.sort() };
}
