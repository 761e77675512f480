import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { ClientPool } from './client-pool.ts';

/** What {@link createCallerAccount} needs. */
export interface CallerAccountOptions {
  /** One of its own: credentials are looked up while a request holds a slot, and must not wait for one of the same. */
  readonly pool: ClientPool;
  readonly homeRegion: string;
  credentials(): AwsCredentialIdentityProvider;
}

/** The account that the caller's credentials belong to. */
export interface CallerAccount {
  /** Null when AWS names none. @throws what the request throws. */
  find(): Promise<string | null>;
  /** Told by whoever learnt it anyway. */
  learn(account: string): void;
}

/** Makes a {@link CallerAccount}: asks STS once, and again only after a failure. */
export function createCallerAccount({ pool, homeRegion, credentials }: CallerAccountOptions): CallerAccount {
  let known: Promise<string | null> | null = null;
  const ask = async (): Promise<string | null> => {
    const operation = 'GetCallerIdentity';
    const place = { service: 'sts', region: homeRegion, account: 'caller', isRead: true };
    const { module, client } = await pool.get({ ...place, credentials: credentials() });
    const options = { abortSignal: new AbortController().signal, countCall: () => {}, operation };
    const answer = await client.send(module.createCommand(operation, {}), options);
    return 'Account' in answer && typeof answer.Account === 'string' ? answer.Account : null;
  };
  return {
    async find() {
      known ??= ask();
      try {
        return await known;
      } catch (error) {
        known = null;
        throw error;
      }
    },
    learn(account) {
      known = Promise.resolve(account);
    },
  };
}
