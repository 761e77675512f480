import { CloudOpsError } from '@cloudops/spec';
import { awsError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import { type Environment, listProfiles, profileFiles } from './profiles.ts';

/** What credentials were looked for with. */
export interface CredentialSearch {
  /** Null = the chain's own choice. */
  readonly profile: string | null;
  readonly environment: Environment;
}

function triedSources({ profile, environment }: CredentialSearch): string {
  const isSet = (name: string): string => (environment[name] ? 'set' : 'not set');
  const [config, credentials] = profileFiles(environment);
  const name = profile ?? environment.AWS_PROFILE ?? 'default';
  const imds = environment.AWS_EC2_METADATA_DISABLED === 'true' ? 'switched off' : 'no answer within 1 s';
  return [
    `environment (AWS_ACCESS_KEY_ID ${isSet('AWS_ACCESS_KEY_ID')})`,
    `profile ${printable(name)} with its SSO, role or process settings in ${config} and ${credentials}`,
    `web identity (AWS_WEB_IDENTITY_TOKEN_FILE ${isSet('AWS_WEB_IDENTITY_TOKEN_FILE')})`,
    `container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ${isSet('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')}, AWS_CONTAINER_CREDENTIALS_FULL_URI ${isSet('AWS_CONTAINER_CREDENTIALS_FULL_URI')})`,
    `instance metadata (${imds})`,
  ].join('; ');
}

async function unknownProfile({ profile, environment }: CredentialSearch): Promise<CloudOpsError | null> {
  const name = profile ?? environment.AWS_PROFILE;
  const names = await listProfiles(environment);
  if (name === undefined || names.includes(name) || (profile === null && environment.AWS_ACCESS_KEY_ID)) return null;
  const near = nearest(name, names);
  const known =
    names.length === 0
      ? 'none'
      : names
          .slice(0, 20)
          .map((text) => printable(text, 60))
          .join(', ');
  return awsError({
    code: 'PROFILE_UNKNOWN',
    message: `The AWS profile ${printable(name)} is in none of ${profileFiles(environment).join(', ')}.`,
    nextSteps: [
      ...(near.length === 0 ? [] : [`Did you mean ${near.map((text) => printable(text, 60)).join(' or ')}?`]),
      `Name one that is there: ${known}.`,
    ],
  });
}

/** Says why the standard chain gave no credentials: what was tried, where, and what to do. Never throws. */
export async function credentialsError(cause: unknown, search: CredentialSearch): Promise<CloudOpsError> {
  if (CloudOpsError.isInstance(cause)) return cause;
  const unknown = await unknownProfile(search);
  if (unknown !== null) return unknown;
  const text = cause instanceof Error ? printable(cause.message) : '';
  const profile = printable(search.profile ?? search.environment.AWS_PROFILE ?? 'default');
  // The SDK has one class of error for all of these: only its text tells them apart.
  if (/\bsso\b/i.test(text) && /expired|refresh|invalid|not found|login/i.test(text)) {
    const message = `The SSO session of the AWS profile ${profile} is not valid any more: ${text}`;
    return awsError({ code: 'SSO_SESSION_EXPIRED', message, nextSteps: [`aws sso login --profile ${profile}`], cause });
  }
  return awsError({
    code: 'CREDENTIALS_NOT_FOUND',
    message: `No AWS credentials were found. Tried: ${triedSources(search)}.${text === '' ? '' : ` Last: ${text}`}`,
    nextSteps: ['aws sso login --profile NAME, then name that profile.', 'aws configure sso', 'Set AWS_PROFILE.'],
    cause,
  });
}
