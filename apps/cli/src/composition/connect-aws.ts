import { type AwsProviderOptions, createAwsProvider, createAwsTransport } from '@cloudops/executor-aws';
import type { JsonObject, Provider, World } from '@cloudops/spec';
import { createReplayTransport } from '@cloudops/testkit';
import { z } from 'zod';
import type { AwsEnvironment } from '../configuration/aws-settings.ts';
import { type AwsTargeting, chooseAws } from './aws-targeting.ts';
import { type ConnectRequest, recordedTarget } from './connect.ts';
import { leaveInstanceMetadata } from './instance-metadata.ts';
import { preferSmallHeap } from './lean-heap.ts';

/** The AWS provider for an environment. */
export async function connectAws(scope: string | null, request: ConnectRequest): Promise<Provider> {
  return request.world === null ? connectLive(scope, request) : replayAws(request.world, request);
}

function replayAws(world: World, { toolVersion, shuffleSeed }: ConnectRequest): Provider {
  const options = shuffleSeed === undefined ? {} : { shuffle: { seed: shuffleSeed } };
  return createAwsProvider({
    version: toolVersion,
    transport: createReplayTransport(world, 'aws', options),
    target: recordedTarget(world, 'aws'),
    ...readConnection(world),
  });
}

async function connectLive(scope: string | null, request: ConnectRequest): Promise<Provider> {
  preferSmallHeap();
  leaveInstanceMetadata(process.env);
  const { configuration, toolVersion, wrap, paths } = request;
  const targeting = chooseAws(scope, request, configuration);
  if (targeting.note !== null) request.onNote(targeting.note);
  const options: AwsProviderOptions = {
    version: toolVersion,
    ...toOptions(targeting),
    reviewFolder: paths.awsReview,
    ...(configuration.aws.price_file === undefined ? {} : { priceFile: configuration.aws.price_file }),
    // What the cache answers is not asked, and so would be missing from a recording.
    ...(wrap === undefined ? { costCacheFolder: paths.costCache } : {}),
  };
  request.onConnected?.('aws', toConnection(options));
  if (wrap === undefined) return createAwsProvider(options);
  const [target] = await createAwsProvider(options).targets();
  if (target === undefined) return createAwsProvider(options);
  return createAwsProvider({ ...options, target, transport: wrap(createAwsTransport(), 'aws', target) });
}

/** What of the options decides which requests are made. Profiles and review files stay on the machine. */
const connectionSchema = z.object({
  accounts: z
    .union([
      z.literal(['caller', 'organization']),
      z.array(z.object({ account: z.string(), name: z.string().exactOptional(), role: z.string().exactOptional() })),
    ])
    .exactOptional(),
  regions: z.array(z.string()).exactOptional(),
  role: z.string().exactOptional(),
  homeRegion: z.string().exactOptional(),
});

function readConnection({ connections }: World): z.infer<typeof connectionSchema> {
  return connectionSchema.parse(connections?.aws ?? {});
}

function toConnection(options: AwsProviderOptions): JsonObject {
  return connectionSchema.parse(options) as JsonObject;
}

function toOptions({ environment, settings }: AwsTargeting): Partial<AwsProviderOptions> {
  const { profile, regions, organization_role: role } = settings;
  return {
    environmentOf: () => environment,
    ...(profile === undefined ? {} : { profile }),
    ...(regions === undefined ? {} : { regions }),
    ...(role === undefined ? {} : { role, accounts: 'organization' as const }),
    ...accountsOf(settings),
  };
}

function accountsOf({ accounts }: AwsEnvironment): Partial<Pick<AwsProviderOptions, 'accounts'>> {
  if (accounts === undefined) return {};
  return { accounts: accounts.map(({ id, ...rest }) => ({ account: id, ...rest })) };
}
