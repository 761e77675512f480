import { createHash } from 'node:crypto';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Grant } from '@cloudops/spec';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { silentLogger } from '../clients/quiet-logger.ts';
import { awsError } from '../errors.ts';
import { assumeRole } from './assume-role.ts';
import { credentialsError } from './credentials-error.ts';
import type { Environment } from './profiles.ts';

/** One account of those that a provider may look at, and the way to it. */
export interface AccountOption {
  /** Twelve digits. */
  readonly account: string;
  /** For people. */
  readonly name?: string;
  /** A role to assume there: its name or ARN. */
  readonly role?: string;
  /** A profile whose credentials are that account's own, or the base for `role`. */
  readonly profile?: string;
  readonly externalId?: string;
}

/** What {@link createCredentialStore} needs. */
export interface CredentialStoreOptions {
  readonly profile: string | null;
  /** For accounts that name none themselves and are not the caller's own. */
  readonly role: string | null;
  readonly accounts: readonly AccountOption[];
  readonly region: string;
  readonly endpoint: string | null;
  readonly environment: Environment;
  readonly now: () => number;
  /** Instead of the standard chain, by profile. */
  readonly baseCredentials?: (profile: string | null) => AwsCredentialIdentityProvider;
  /** Called with credentials that are not given out again, so that what was made for them can go. */
  forget?(credentials: AwsCredentialIdentityProvider): void;
  /** The account that the base credentials belong to; asked only when a choice hangs on it. */
  callerAccount(): Promise<string | null>;
}

/** The way to credentials: `caller` is whoever started us. Nothing is looked up before a request has to be signed. */
export interface CredentialStore {
  for(account: string, grant: Grant | null): AwsCredentialIdentityProvider;
}

/** Credentials are taken anew five minutes before they end, as the SDK does. */
const margin = 300_000;

/** One look-up at a time, however many requests wait for it; one that failed is forgotten. */
function memoize(provider: AwsCredentialIdentityProvider, now: () => number): AwsCredentialIdentityProvider {
  let known: AwsCredentialIdentity | null = null;
  let pending: Promise<AwsCredentialIdentity> | null = null;
  const renew = async (): Promise<AwsCredentialIdentity> => {
    try {
      known = await provider();
      return known;
    } finally {
      pending = null;
    }
  };
  return async () => {
    const isFresh = known !== null && (known.expiration === undefined || known.expiration.getTime() - margin > now());
    if (known !== null && isFresh) return known;
    pending ??= renew();
    return pending;
  };
}

/** Grants whose credentials are kept; runs that go on side by side are fewer. */
const keptGrants = 16;

/** A run hands over the same grant with every request. */
function createDigest(): (grant: Grant | null) => string {
  const known = new WeakMap<Grant, string>();
  return (grant) => {
    if (grant === null) return '';
    const digest = known.get(grant) ?? createHash('sha256').update(JSON.stringify(grant)).digest('hex');
    known.set(grant, digest);
    return digest;
  };
}

/** Credentials by grant and account, those of the grants that were used last. */
class GrantedCredentials {
  readonly #byGrant = new Map<string, Map<string, AwsCredentialIdentityProvider>>();
  readonly #forget: (credentials: AwsCredentialIdentityProvider) => void;

  constructor(forget: (credentials: AwsCredentialIdentityProvider) => void) {
    this.#forget = forget;
  }

  get(grant: string, account: string, make: () => AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
    const own = this.#byGrant.get(grant) ?? new Map<string, AwsCredentialIdentityProvider>();
    this.#byGrant.delete(grant);
    this.#byGrant.set(grant, own);
    const credentials = own.get(account) ?? make();
    own.set(account, credentials);
    for (const [oldest, old] of [...this.#byGrant].slice(0, -keptGrants)) {
      this.#byGrant.delete(oldest);
      for (const unused of old.values()) this.#forget(unused);
    }
    return credentials;
  }
}

function once<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** Makes a {@link CredentialStore}. */
export function createCredentialStore(options: CredentialStoreOptions): CredentialStore {
  const { environment, now, region, endpoint } = options;
  const chain = (profile: string | null): AwsCredentialIdentityProvider =>
    fromNodeProviderChain({
      timeout: 1000,
      maxRetries: 0,
      logger: silentLogger,
      ...(profile === null ? {} : { profile }),
      clientConfig: { region, ...(endpoint === null ? {} : { endpoint }) },
    });
  const base = once((key) => {
    const profile = key === '' ? options.profile : key;
    const provider = (options.baseCredentials ?? chain)(profile);
    return memoize(async () => {
      try {
        return await provider();
      } catch (error) {
        throw await credentialsError(error, { profile, environment });
      }
    }, now);
  });
  const roleFor = async (account: string): Promise<string | null> => {
    const entry = options.accounts.find((option) => option.account === account);
    if (entry?.role !== undefined) return entry.role;
    if (entry?.profile !== undefined) return null;
    const own = await options.callerAccount();
    if (own === account) return null;
    if (options.role !== null) return options.role;
    const message = `There is no way to the account ${account}: the credentials belong to ${own ?? 'an unknown account'}.`;
    const nextSteps = [`Name a role or a profile for ${account} in the configuration's accounts.`];
    throw awsError({ code: 'ACCOUNT_NOT_CONFIGURED', message, nextSteps });
  };
  const digestOf = createDigest();
  const granted = new GrantedCredentials((credentials) => options.forget?.(credentials));
  const forAccount = (account: string, grant: Grant | null): AwsCredentialIdentityProvider => {
    const entry = options.accounts.find((option) => option.account === account);
    const own = base(entry?.profile ?? '');
    let assumed: AwsCredentialIdentityProvider | null = null;
    return async () => {
      const role = await roleFor(account);
      if (role === null) return own();
      const externalId = entry?.externalId ?? null;
      assumed ??= memoize(assumeRole({ account, role, base: own, region, endpoint, externalId, grant }), now);
      return assumed();
    };
  };
  return {
    for(account, grant) {
      if (account === 'caller') return base('');
      return granted.get(digestOf(grant), account, () => forAccount(account, grant));
    },
  };
}
