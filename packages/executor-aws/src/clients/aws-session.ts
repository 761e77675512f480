import type { CloudOpsError, Evidence, Json, WireTransport } from '@cloudops/spec';
import { isPlainRead } from '../authorization/access-level.ts';
import { type AccountOption, createCredentialStore } from '../credentials/credential-store.ts';
import type { Environment } from '../credentials/profiles.ts';
import { awsError } from '../errors.ts';
import type { PlaceListing } from '../listing/listing.ts';
import { compareText } from '../text/compare-text.ts';
import { createClientPool, type PooledClient } from './client-pool.ts';
import { toAwsError, toReason } from './failure.ts';
import { readPages } from './pages.ts';
import { pickItems } from './pick-items.ts';
import { createSemaphore } from './semaphore.ts';
import type { AwsCallContext, AwsListRequest, AwsRequest, AwsSession } from './session.ts';
import { type Mask, toJson, toMask } from './to-json.ts';

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
  readonly baseCredentials?: (profile: string | null) => () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
}

/** A session with what only this package's own actions use. */
export interface OwnAwsSession extends AwsSession {
  readonly homeRegion: string;
  /** As {@link AwsSession.call}, for a caller that wants to know what went wrong. */
  send(request: AwsRequest, context: AwsCallContext): Promise<Json | CloudOpsError>;
  /** Whether the caller's credentials end by themselves; null while nothing had to be signed. */
  isCallerShortLived(): boolean | null;
  close(): Promise<void>;
}

/** More items than any one answer can be worked with. */
const mostItems = 1_000_000;

interface Sortable {
  readonly item: Json;
  readonly order: string;
}

function keyText(item: Json, key: string | undefined): string {
  if (key === undefined || typeof item !== 'object' || item === null || Array.isArray(item)) return '';
  const value = (item as Readonly<Record<string, Json>>)[key];
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function sortItems(items: readonly Json[], key: string | undefined): readonly Json[] {
  const sortable: Sortable[] = items.map((item) => ({
    item,
    order: keyText(item, key) || JSON.stringify(item),
  }));
  sortable.sort(
    (left, right) =>
      compareText(left.order, right.order) ||
      (key === undefined ? 0 : compareText(JSON.stringify(left.item), JSON.stringify(right.item))),
  );
  return sortable.map(({ item }) => item);
}

function collect(items: Json[], page: object, request: AwsListRequest, mask: Mask): void {
  for (const item of pickItems(page, request.items)) items.push(toJson(item, mask));
  if (items.length <= mostItems) return;
  const message = `${request.operation} has more than ${mostItems} items.`;
  throw awsError({ code: 'ANSWER_TOO_LARGE', message, nextSteps: ['a filter in the operation’s input'] });
}

/** Makes the session that all actions of a provider share. Connects to nothing until it is asked. */
export function createAwsSession(options: AwsSessionOptions): OwnAwsSession {
  const { transport, homeRegion, baseCredentials } = options;
  const pool = createClientPool({ ...options, slots: createSemaphore(options.concurrency) });
  // Credentials are looked up while a request holds a slot: asking who the caller is must not wait for one of the same.
  const callerPool = createClientPool({ ...options, slots: createSemaphore(1) });
  const quiet = { abortSignal: new AbortController().signal, countCall: () => {} };
  let caller: Promise<string | null> | null = null;
  const askCaller = async (): Promise<string | null> => {
    const operation = 'GetCallerIdentity';
    const place = { service: 'sts', region: homeRegion, account: 'caller', isRead: true };
    const { module, client } = await callerPool.get({ ...place, credentials: credentials.for('caller', null) });
    const answer = await client.send(module.createCommand(operation, {}), { ...quiet, operation });
    return 'Account' in answer && typeof answer.Account === 'string' ? answer.Account : null;
  };
  const credentials = createCredentialStore({
    ...options,
    region: homeRegion,
    ...(baseCredentials === undefined ? {} : { baseCredentials }),
    callerAccount: async () => {
      caller ??= askCaller();
      try {
        return await caller;
      } catch (error) {
        caller = null;
        throw error;
      }
    },
  });
  const clientFor = async (
    request: AwsRequest & { readonly fields?: readonly string[] },
    context: AwsCallContext,
  ): Promise<PooledClient> =>
    pool.get({
      service: request.service,
      region: request.region,
      account: request.account,
      credentials: credentials.for(request.account, context.grant ?? null),
      isRead: isPlainRead(request, request.fields),
    });
  const callOptions = ({ operation }: AwsRequest, { signal, countCall }: AwsCallContext): object => ({
    abortSignal: signal,
    operation,
    countCall,
  });
  const send = async (request: AwsRequest, context: AwsCallContext): Promise<Json | CloudOpsError> => {
    try {
      context.signal.throwIfAborted();
      const { module, client } = await clientFor(request, context);
      const command = module.createCommand(request.operation, { ...request.input });
      const answer = toJson(await client.send(command, callOptions(request, context)));
      const account = (answer as { readonly Account?: Json }).Account;
      if (request.operation === 'GetCallerIdentity' && request.account === 'caller' && typeof account === 'string') {
        caller = Promise.resolve(account);
      }
      return answer;
    } catch (error) {
      return toAwsError(error, request, context.signal);
    }
  };
  const call = async (request: AwsRequest, context: AwsCallContext): Promise<Evidence<Json>> => {
    const answer = await send(request, context);
    if (answer instanceof Error) return { status: 'unknown', reason: toReason(answer) };
    return { status: 'present', output: answer };
  };
  const list = async (request: AwsListRequest, context: AwsCallContext): Promise<PlaceListing> => {
    const { account, region, service, operation, key } = request;
    const items: Json[] = [];
    const place = { account, region };
    try {
      context.signal.throwIfAborted();
      const pooled = await clientFor(request, context);
      const mask = toMask(request.fields);
      const pages = {
        ...pooled,
        service,
        operation,
        input: { ...request.input },
        options: callOptions(request, context),
      };
      for await (const page of readPages(pages)) collect(items, page, request, mask);
      return { ...place, status: 'present', items: sortItems(items, key) };
    } catch (error) {
      const reason = toReason(toAwsError(error, request, context.signal));
      return { ...place, status: 'unknown', reason, items: sortItems(items, key) };
    }
  };
  return {
    homeRegion,
    send,
    call,
    list,
    isCallerShortLived: () => credentials.isCallerShortLived(),
    async close() {
      pool.close();
      callerPool.close();
      await transport.close();
    },
  };
}
