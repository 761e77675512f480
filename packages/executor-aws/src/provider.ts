import {
  type Action,
  type ActionContext,
  defineProvider,
  type Evidence,
  type Principal,
  type Provider,
  type Target,
  type WireTransport,
} from '@cloudops/spec';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { createActions } from './actions/create-actions.ts';
import { readIdentity, toPrincipal } from './actions/identity.ts';
import { readLocation } from './changes/index.ts';
import { createAwsSession, type OwnAwsSession } from './clients/aws-session.ts';
import { costFindings } from './cost/index.ts';
import { wasteFindings } from './cost/waste/index.ts';
import type { Environment } from './credentials/profiles.ts';
import { networkFindings } from './network/index.ts';
import type { AccountChoice } from './places/account-list.ts';
import { homeRegionOf } from './places/regions.ts';
import { createAwsTransport } from './transport/aws-transport.ts';

/** How to make the AWS provider. Everything but the version has a default. */
export interface AwsProviderOptions {
  /** The provider's version, stated in plans. */
  readonly version: string;
  /** A recorded world, or a recorder around {@link createAwsTransport}; left out: AWS itself. */
  readonly transport?: WireTransport;
  /** What `targets()` answers; left out: the profile. */
  readonly target?: Target;
  /** The accounts to look at; the caller's own unless stated. */
  readonly accounts?: AccountChoice;
  /** The regions to look at; all that are enabled unless stated. */
  readonly regions?: readonly string[];
  /** The profile of the AWS config files; AWS_PROFILE or `default` unless stated. */
  readonly profile?: string;
  /** A role's name, assumed in every account that is not the caller's own and names none itself. */
  readonly role?: string;
  /** The environment that a profile belongs to; `prod` unless stated. */
  readonly environmentOf?: (profile: string) => string;
  /** Requests at the same time over all accounts and regions; 16 unless stated. */
  readonly concurrency?: number;
  /** For one request with its whole answer; 60 s unless stated. */
  readonly requestTimeoutMs?: number;
  /** Attempts for one reading request; 5 unless stated. What may change something is sent once. */
  readonly maxAttempts?: number;
  /** Where STS, Organizations and other global services are asked; that of the partition of `regions` unless stated. */
  readonly homeRegion?: string;
  /** Instead of AWS's own endpoints, such as an emulator; AWS_ENDPOINT_URL and its kin unless stated. */
  readonly endpoint?: string;
  /** Instead of the standard chain of credentials, by profile. */
  readonly baseCredentials?: (profile: string | null) => AwsCredentialIdentityProvider;
  /** Where reviewed exceptions and the approved baseline of security groups lie; nobody keeps any unless stated. */
  readonly reviewFolder?: string;
  /** Keeps what Cost Explorer was paid for; not to be stated while recording. Every answer is paid anew unless stated. */
  readonly costCacheFolder?: string;
  /** A JSON file of prices that savings are estimated with, before the shipped list prices; none unless stated. */
  readonly priceFile?: string;
  /** Milliseconds since the Unix epoch, for the expiry of credentials; the system's clock unless stated. */
  readonly now?: () => number;
  /** Environment variables, for messages and the profile's name; this process's unless stated. */
  readonly environment?: Environment;
}

/** Larger answers are refused: beyond any page that AWS gives, and what fits in memory several times. */
const maxBodyBytes = 200_000_000;

function profileName(options: AwsProviderOptions): string {
  const { environment = process.env } = options;
  return options.profile ?? environment.AWS_PROFILE ?? 'default';
}

function isWorld({ transport }: Partial<AwsProviderOptions>): boolean {
  return transport?.endpoint.startsWith('world:') === true;
}

function homeRegionFor(options: Partial<AwsProviderOptions>): string {
  const { regions, environment = process.env } = options;
  // A recorded world is the same wherever it is replayed.
  const own = isWorld(options) ? undefined : (environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION);
  return options.homeRegion ?? homeRegionOf(regions?.[0] ?? own);
}

/** Makes the session of a provider; also what `checkAws` asks with. */
export function createSession(options: Omit<AwsProviderOptions, 'version'>): OwnAwsSession {
  const { accounts = 'caller', baseCredentials, environment = process.env } = options;
  return createAwsSession({
    transport: options.transport ?? createAwsTransport(),
    profile: options.profile ?? null,
    role: options.role ?? null,
    accounts: typeof accounts === 'string' ? [] : accounts,
    homeRegion: homeRegionFor(options),
    endpoint: options.endpoint ?? null,
    concurrency: options.concurrency ?? 16,
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    maxAttempts: options.maxAttempts ?? 5,
    maxBodyBytes,
    environment,
    now: options.now ?? Date.now,
    ...(baseCredentials === undefined ? {} : { baseCredentials }),
  });
}

function actionsOf(session: OwnAwsSession, options: AwsProviderOptions): readonly Action[] {
  const { accounts = 'caller', regions = null, reviewFolder = null } = options;
  const { costCacheFolder = null, priceFile = null } = options;
  return createActions({ session, accounts, regions, reviewFolder, costCacheFolder, priceFile });
}

/** Makes the AWS provider. Reads nothing and connects to nothing until an action runs. */
export function createAwsProvider(options: AwsProviderOptions): Provider {
  const session = createSession(options);
  const { environmentOf, version } = options;
  const findTarget = (): Target => {
    const name = (isWorld(options) ? options.transport?.endpoint : undefined) ?? profileName(options);
    return { provider: 'aws', name, environment: environmentOf?.(name) ?? 'prod' };
  };
  return defineProvider({
    specificationVersion: 'v1',
    name: 'aws',
    version,
    actions: actionsOf(session, options),
    findings: [...networkFindings, ...costFindings, ...wasteFindings],
    targets: async () => [options.target ?? findTarget()],
    async doIdentify(context: ActionContext): Promise<Evidence<Principal>> {
      const identity = await readIdentity(session, context);
      if (identity.status === 'present') return { status: 'present', output: toPrincipal(identity.output) };
      return { status: 'unknown', reason: identity.reason ?? { kind: 'failed', message: 'AWS named no caller' } };
    },
    doLocate: (context) => readLocation({ session, accounts: options.accounts ?? 'caller' }, context),
    close: () => session.close(),
  });
}
