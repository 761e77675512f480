import type { Budget } from './people/budget.ts';
import type { Freeze } from './people/freeze.ts';
import type { Person } from './people/person.ts';

/** A file of Cedar policies, as read. */
export interface PolicyFile {
  /** Names the file in messages. */
  readonly file: string;
  readonly text: string;
}

/** What policies speak about; the content of `data.yaml`. */
export interface PolicyData {
  /** Known environments. Always holds `prod`. */
  readonly environments: readonly string[];
  /** Who holds which role: role to names of people and principal ids; `*` is everybody. The only source of roles. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** The most that could ever be asked for; what even this does not allow is denied. */
  readonly approvals: {
    /** Distinct people. */
    readonly maximum: number;
    /** Roles that an approval may carry; each is a key of `roles`. */
    readonly roles: readonly string[];
  };
  /** Who is who, by name. Who is not here has one login and no key. */
  readonly people?: Readonly<Record<string, Person>>;
  readonly freezes?: readonly Freeze[];
  readonly budgets?: readonly Budget[];
  /** An IANA name such as `Europe/Berlin`: where hours, weekdays, days and months are read. `UTC` unless stated. */
  readonly time_zone?: string;
}

/** Everything that a policy set is made of. */
export interface PolicySource {
  readonly policies: readonly PolicyFile[];
  readonly data: PolicyData;
  /**
   * A Cedar schema in place of the generated one, for tools that try out a change to it. Must declare `Role` and
   * `Environment` as enumerations of exactly the data's names.
   */
  readonly schemaText?: string;
}

/**
 * Remembers which policy digests passed validation, so that the next start need not validate again (about 12 ms).
 * A wrong entry lets a misspelt name through, and a forbid on it never applies: keep it where only those may write who
 * may write the policies.
 */
export interface ValidatedCache {
  /** Whether this digest passed before. */
  has(digest: string): boolean;
  /** Called once per digest that passed. What it throws is ignored. */
  add(digest: string): void;
}
