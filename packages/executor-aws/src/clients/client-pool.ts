import type { WireTransport } from '@cloudops/spec';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { deferSigning, type SignableClient } from '../transport/deferred-signing.ts';
import { createRequestHandler } from '../transport/request-handler.ts';
import type { ClientPlace } from '../transport/to-wire-request.ts';
import { clientLogger } from './quiet-logger.ts';
import type { Semaphore } from './semaphore.ts';
import { loadService, type SdkClient, type ServiceModule } from './service-module.ts';

/** What {@link createClientPool} needs. */
export interface ClientPoolOptions {
  readonly transport: WireTransport;
  readonly slots: Semaphore;
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** For reads; what may change something is sent once. */
  readonly maxAttempts: number;
  /** Instead of AWS's own endpoints. */
  readonly endpoint: string | null;
}

/** Which client is meant. */
export interface ClientQuery extends ClientPlace {
  readonly credentials: AwsCredentialIdentityProvider;
  /** Whether sending twice does no harm. */
  readonly isRead: boolean;
}

/** A client and the module it is of. */
export interface PooledClient {
  readonly module: ServiceModule;
  readonly client: SdkClient;
}

/**
 * SDK clients, made when first needed: one for each account, region and service, since the SDK's adaptive retry slows
 * down client by client and AWS throttles by just these.
 */
export interface ClientPool {
  /** @throws CloudOpsError `SERVICE_UNKNOWN`. */
  get(query: ClientQuery): Promise<PooledClient>;
  /** Drops the clients of credentials that nobody asks with any more; requests under way end as they would. */
  forget(credentials: AwsCredentialIdentityProvider): void;
  close(): void;
}

/** Makes a {@link ClientPool}. */
export function createClientPool(options: ClientPoolOptions): ClientPool {
  const { transport, slots, requestTimeoutMs, maxBodyBytes, maxAttempts, endpoint } = options;
  const modules = new Map<string, Promise<ServiceModule>>();
  const clients = new Map<AwsCredentialIdentityProvider, Map<string, SdkClient>>();
  const load = (service: string): Promise<ServiceModule> => {
    const module = modules.get(service) ?? loadService(service);
    modules.set(service, module);
    return module;
  };
  const create = (module: ServiceModule, query: ClientQuery): SdkClient => {
    const { service, region, account, credentials, isRead } = query;
    const place = { service, region, account };
    const attempts = isRead ? maxAttempts : 1;
    const client = module.createClient({
      region,
      credentials,
      // Adapting slows down what follows a throttle too: nothing that is sent once waits for that.
      retryMode: attempts > 1 ? 'adaptive' : 'standard',
      maxAttempts: attempts,
      requestHandler: createRequestHandler({ transport, place, slots, requestTimeoutMs, maxBodyBytes }),
      // Bodies have to be text for a recorder.
      disableRequestCompression: true,
      logger: clientLogger,
      ...(endpoint === null ? {} : { endpoint }),
    });
    deferSigning(client as SignableClient);
    return client;
  };
  return {
    async get(query) {
      const module = await load(query.service);
      const own = clients.get(query.credentials) ?? new Map<string, SdkClient>();
      clients.set(query.credentials, own);
      const key = `${query.service} ${query.region} ${query.account} ${query.isRead}`;
      const client = own.get(key) ?? create(module, query);
      own.set(key, client);
      return { module, client };
    },
    forget(credentials) {
      for (const client of clients.get(credentials)?.values() ?? []) client.destroy();
      clients.delete(credentials);
    },
    close() {
      for (const own of clients.values()) for (const client of own.values()) client.destroy();
      clients.clear();
    },
  };
}
