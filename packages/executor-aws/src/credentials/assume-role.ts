import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { CloudOpsError, type Grant } from '@cloudops/spec';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { silentLogger } from '../clients/quiet-logger.ts';
import { awsError } from '../errors.ts';
import { partitionOf } from '../places/regions.ts';
import { printable } from '../text/printable.ts';
import { toSessionName, toSourceIdentity } from './session-names.ts';
import { toSessionPolicy } from './session-policy.ts';

/** Which role, as whom, for what. */
export interface AssumeRoleOptions {
  readonly account: string;
  /** A role's name or its ARN. */
  readonly role: string;
  readonly base: AwsCredentialIdentityProvider;
  /** Where STS is asked. */
  readonly region: string;
  readonly endpoint: string | null;
  readonly externalId: string | null;
  readonly grant: Grant | null;
}

/** Seconds that an assumed role's session lasts: the most that role chaining allows, and long enough for any plan. */
const longestSession = 3600;

function roleArn({ account, role, region }: AssumeRoleOptions): string {
  return role.startsWith('arn:') ? role : `arn:${partitionOf(region)}:iam::${account}:role/${role}`;
}

function failed(cause: unknown, arn: string): CloudOpsError {
  if (CloudOpsError.isInstance(cause)) return cause;
  const detail = cause instanceof Error ? printable(cause.message) : 'unknown reason';
  return awsError({
    code: 'ROLE_NOT_ASSUMED',
    message: `The role ${printable(arn)} could not be assumed: ${detail}`,
    nextSteps: [
      'Let its trust policy allow sts:AssumeRole and sts:SetSourceIdentity to your principal.',
      'Allow sts:AssumeRole on it to your principal; check the role’s name and external id.',
    ],
    cause,
  });
}

/**
 * Credentials of a role, for an hour at most. In a plan's run the session is named after the plan, carries the
 * principal as its source identity, and has no right that the plan does not need.
 */
export function assumeRole(options: AssumeRoleOptions): AwsCredentialIdentityProvider {
  const { grant, base, region, endpoint, externalId } = options;
  const arn = roleArn(options);
  return async (): Promise<AwsCredentialIdentity> => {
    try {
      const provider = fromTemporaryCredentials({
        masterCredentials: base,
        logger: silentLogger,
        params: {
          RoleArn: arn,
          RoleSessionName: toSessionName(grant?.planId ?? 'cloudops'),
          DurationSeconds: longestSession,
          ...(externalId === null ? {} : { ExternalId: externalId }),
          ...(grant === null
            ? {}
            : { SourceIdentity: toSourceIdentity(grant.principal), Policy: toSessionPolicy(grant.permissions) }),
        },
        clientConfig: { region, maxAttempts: 3, ...(endpoint === null ? {} : { endpoint }) },
      });
      return await provider();
    } catch (error) {
      throw failed(error, arn);
    }
  };
}
