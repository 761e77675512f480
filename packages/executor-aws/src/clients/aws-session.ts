import type { CloudOpsError, Evidence, Json, WireTransport } from '@cloudops/spec';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { isPlainRead, type Kept } from '../authorization/access-level.ts';
import { type AccountOption, type CredentialStore, createCredentialStore } from '../credentials/credential-store.ts';
import type { Environment } from '../credentials/profiles.ts';
import type { PlaceListing } from '../listing/listing.ts';
import { type CallerAccount, createCallerAccount } from './caller-account.ts';
import { type ClientPool, createClientPool, type PooledClient } from './client-pool.ts';
import { createItemCollector } from './collect-items.ts';
import { toAwsError, toReason } from './failure.ts';
import { readPages } from './pages.ts';
import { createSemaphore } from './semaphore.ts';
import type { AwsCallContext, AwsListRequest, AwsRequest, AwsSession } from './session.ts';
import { toJson } from './to-json.ts';

/** What {@link createAwsSession} needs; every part has its default in the provider. */
export interface AwsSessionOptions {
  readonly transport: WireTransport;
  readonly profile: string | null;
  readonly role: string | null;
  readonly accounts: readonly AccountOption[];
  /** Where STS and other global services are asked. */
  readonly homeRegion: string;
  readonly endpoint: string | null;
  readonly concurrency: number;
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxAttempts: number;
  readonly environment: Environment;
  readonly now: () => number;
  readonly baseCredentials?: (profile: string | null) => AwsCredentialIdentityProvider;
}

/** A session with what only this package's own actions use. */
export interface OwnAwsSession extends AwsSession {
  readonly homeRegion: string;
  /** As {@link AwsSession.call}, for a caller that wants to know what went wrong. */
  send(request: AwsRequest, context: AwsCallContext): Promise<Json | CloudOpsError>;
  close(): Promise<void>;
}

class Session implements OwnAwsSession {
  readonly homeRegion: string;
  readonly #transport: WireTransport;
  readonly #pool: ClientPool;
  readonly #callerPool: ClientPool;
  readonly #credentials: CredentialStore;
  readonly #caller: CallerAccount;

  constructor(options: AwsSessionOptions) {
    const { transport, homeRegion, concurrency } = options;
    this.homeRegion = homeRegion;
    this.#transport = transport;
    this.#pool = createClientPool({ ...options, slots: createSemaphore(concurrency) });
    this.#callerPool = createClientPool({ ...options, slots: createSemaphore(1) });
    const credentials = (): AwsCredentialIdentityProvider => this.#credentials.for('caller', null);
    this.#caller = createCallerAccount({ pool: this.#callerPool, homeRegion, credentials });
    const callerAccount = (): Promise<string | null> => this.#caller.find();
    const forget = (credentials: AwsCredentialIdentityProvider): void => this.#pool.forget(credentials);
    this.#credentials = createCredentialStore({ ...options, region: homeRegion, callerAccount, forget });
  }

  async send(request: AwsRequest, context: AwsCallContext): Promise<Json | CloudOpsError> {
    try {
      context.signal.throwIfAborted();
      const { module, client } = await this.#clientFor(request, context, {});
      const command = module.createCommand(request.operation, { ...request.input });
      const answer = await client.send(command, toCallOptions(request, context));
      this.#learn(request, answer);
      return toJson(answer);
    } catch (error) {
      return toAwsError(error, request, context.signal);
    }
  }

  async call(request: AwsRequest, context: AwsCallContext): Promise<Evidence<Json>> {
    const answer = await this.send(request, context);
    if (answer instanceof Error) return { status: 'unknown', reason: toReason(answer) };
    return { status: 'present', output: answer };
  }

  async list(request: AwsListRequest, context: AwsCallContext): Promise<PlaceListing> {
    const { account, region, service, operation } = request;
    const items = createItemCollector(request);
    try {
      context.signal.throwIfAborted();
      const pooled = await this.#clientFor(request, context, request);
      for (const path of pathsOf(request)) pooled.module.assertPath(operation, path);
      const options = toCallOptions(request, context);
      const pages = { ...pooled, service, operation, input: { ...request.input }, options };
      for await (const page of readPages(pages)) items.add(page);
      return { account, region, status: 'present', items: items.sorted() };
    } catch (error) {
      const reason = toReason(toAwsError(error, request, context.signal));
      return { account, region, status: 'unknown', reason, items: items.sorted() };
    }
  }

  async close(): Promise<void> {
    this.#pool.close();
    this.#callerPool.close();
    await this.#transport.close();
  }

  #clientFor(request: AwsRequest, context: AwsCallContext, kept: Kept): Promise<PooledClient> {
    const { service, region, account } = request;
    const credentials = this.#credentials.for(account, context.grant ?? null);
    return this.#pool.get({ service, region, account, credentials, isRead: isPlainRead(request, kept) });
  }

  #learn({ operation, account }: AwsRequest, answer: object): void {
    const isCaller = operation === 'GetCallerIdentity' && account === 'caller';
    if (isCaller && 'Account' in answer && typeof answer.Account === 'string') this.#caller.learn(answer.Account);
  }
}

/** Paths in the operation's answer that a list asks for. */
function pathsOf({ items, key, fields = [] }: AwsListRequest): readonly string[] {
  const inside = [...fields, ...(key === undefined ? [] : [key])];
  return items === undefined ? inside : [items, ...inside.map((path) => `${items}.${path}`)];
}

function toCallOptions({ operation }: AwsRequest, { signal, countCall }: AwsCallContext): object {
  return { abortSignal: signal, operation, countCall };
}

/** Makes the session that all actions of a provider share. Connects to nothing until it is asked. */
export function createAwsSession(options: AwsSessionOptions): OwnAwsSession {
  return new Session(options);
}
