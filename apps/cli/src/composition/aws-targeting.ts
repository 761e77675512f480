import { CloudOpsError } from '@cloudops/spec';
import type { AwsEnvironment } from '../configuration/aws-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';

/** Which accounts and regions to read, and what should be said aloud about the choice. */
export interface AwsTargeting {
  readonly environment: string;
  readonly settings: AwsEnvironment;
  readonly note: string | null;
}

/** What of the flags chooses a target. */
export interface AwsFlags {
  readonly profile?: string;
  readonly regions?: readonly string[];
}

/**
 * Chooses what a question reads on AWS. `--profile` and `--region` win.
 * @throws CloudOpsError `SCOPE_UNMAPPED` when environments with AWS are configured and the one asked for, or the default
 * one, is none of them: answering from another account would be wrong.
 */
export function chooseAws(scope: string | null, flags: AwsFlags, configuration: Configuration): AwsTargeting {
  const chosen = flags.profile === undefined ? byScope(scope, configuration) : byProfile(flags.profile, configuration);
  const { regions } = flags;
  return regions === undefined ? chosen : { ...chosen, settings: { ...chosen.settings, regions } };
}

/** A profile that no environment names counts as prod. */
function byProfile(profile: string, { environments }: Configuration): AwsTargeting {
  const found = Object.entries(environments).find(([, { aws }]) => aws?.profile === profile);
  return { environment: found?.[0] ?? 'prod', settings: { ...found?.[1].aws, profile }, note: null };
}

function byScope(scope: string | null, configuration: Configuration): AwsTargeting {
  const configured = Object.entries(configuration.environments).filter(([, { aws }]) => aws !== undefined);
  if (configured.length === 0) return { environment: 'prod', settings: {}, note: noteFor(scope) };
  const asked = scope ?? configuration.default_scope;
  const settings = configuration.environments[asked]?.aws;
  if (settings === undefined) throw unmapped(asked, configured.map(([name]) => name).sort());
  const note = scope === null ? `No environment was named; reading "${asked}".` : null;
  return { environment: asked, settings, note };
}

function noteFor(scope: string | null): string {
  const base =
    'No AWS environment is configured; reading the account of the current credentials, which counts as prod.';
  return scope === null || scope === 'prod' ? base : `${base} Is it really "${scope}"?`;
}

function unmapped(scope: string, configured: readonly string[]): CloudOpsError {
  return new CloudOpsError({
    code: 'SCOPE_UNMAPPED',
    message: `The environment "${scope}" has no AWS accounts.`,
    nextSteps: [
      `Environments with AWS: ${configured.join(', ')}`,
      `Add it to config.yaml (environments.${scope}.aws), or name a profile with --profile.`,
    ],
  });
}
