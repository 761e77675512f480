import { z } from 'zod';
import { type AwsEnvironment, awsEnvironmentSchema } from './aws-settings.ts';
import { type PluginSettings, pluginSettingsSchema } from './plugin-settings.ts';

/** What belongs to one environment. */
export interface Environment {
  readonly contexts: readonly string[];
  /**
   * What its clusters say of themselves: `kubernetes:` and the uid of the namespace `kube-system`. A context's name can be
   * pointed elsewhere; this cannot.
   */
  readonly clusters?: readonly string[];
  /** Namespaces that are its own, as names or `prefix*`; all of its clusters when left out. */
  readonly namespaces?: readonly string[];
  readonly aws?: AwsEnvironment;
  /** Settings of plugins here; each wins over what `plugins` says for the same provider. */
  readonly plugins?: PluginSettings;
}

/** Checks an {@link Environment}. */
const environmentSchema: z.ZodType<Environment> = z.strictObject({
  contexts: z.array(z.string()).default([]),
  clusters: z
    .array(
      z.string().regex(/^kubernetes:[0-9a-f-]{8,64}$/, 'must be kubernetes:UID, as plans and audit records name it'),
    )
    .min(1)
    .exactOptional(),
  namespaces: z
    .array(
      z
        .string()
        .regex(
          /^([a-z0-9]([a-z0-9-]*[a-z0-9])?|[a-z0-9][a-z0-9-]*\*)$/,
          'must be a name, or a prefix with * at its end',
        ),
    )
    .min(1)
    .exactOptional(),
  aws: awsEnvironmentSchema.exactOptional(),
  plugins: pluginSettingsSchema.exactOptional(),
});

/** Checks all environments, by name. */
export const environmentsSchema: z.ZodType<Readonly<Record<string, Environment>>> = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be small letters, digits and dashes, such as prod-eu'),
  environmentSchema,
);

/** Something that two environments claim. */
export interface SharedMember {
  readonly noun: 'context' | 'cluster' | 'account' | 'profile';
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** Where it stands in the second environment. */
  readonly path: readonly (string | number)[];
}

/** The first thing that is listed under two environments: the laxer one must not win by its place in the file. */
export function findShared(environments: Readonly<Record<string, Environment>>): SharedMember | null {
  const owners = new Map<string, readonly [name: string, environment: Environment]>();
  for (const [second, environment] of Object.entries(environments)) {
    for (const { noun, name, path } of membersOf(environment)) {
      const key = `${noun} ${name}`;
      const [first, owner] = owners.get(key) ?? [second, environment];
      if (first !== second && !isDivided(noun, owner, environment)) return { noun, name, first, second, path };
      owners.set(key, [first, owner]);
    }
  }
  return null;
}

/** One cluster may serve several environments that divide it by namespaces. */
function isDivided(noun: SharedMember['noun'], first: Environment, second: Environment): boolean {
  return noun === 'cluster' && first.namespaces !== undefined && second.namespaces !== undefined;
}

function membersOf({
  contexts,
  clusters = [],
  aws,
}: Environment): readonly Pick<SharedMember, 'noun' | 'name' | 'path'>[] {
  const accounts = aws?.accounts ?? [];
  return [
    ...contexts.map((name, index) => ({ noun: 'context' as const, name, path: ['contexts', index] })),
    ...clusters.map((name, index) => ({ noun: 'cluster' as const, name, path: ['clusters', index] })),
    ...accounts.map(({ id }, index) => ({
      noun: 'account' as const,
      name: id,
      path: ['aws', 'accounts', index, 'id'],
    })),
    // Several environments may start from one profile when each names its accounts.
    ...(aws?.profile === undefined || accounts.length > 0
      ? []
      : [{ noun: 'profile' as const, name: aws.profile, path: ['aws', 'profile'] }]),
  ];
}
