import { join } from 'node:path';
import { TestbedError } from '../errors.ts';

/** Keys to AWS; with a session token they are temporary. */
export interface AwsCredentials {
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who acts: a user (long-lived keys) or a role's session. An administrator unless a policy is stated. */
export interface Identity {
  readonly kind?: 'user' | 'role';
  /** `tester` unless stated. */
  readonly name?: string;
  /** An IAM policy document. */
  readonly policy?: unknown;
}

const administrator = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
};

/** Calls IAM or STS as the owner of an account: moto takes the account from a header. */
async function callAsOwner(
  endpoint: string,
  account: string,
  service: 'iam' | 'sts',
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `owner/20260101/us-east-1/${service}/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-moto-account-id': account,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: new URLSearchParams({ Version: service === 'iam' ? '2010-05-08' : '2011-06-15', ...fields }).toString(),
  });
  const text = await answer.text();
  // What exists already, from an earlier call with the same name, is as good as made now.
  if (answer.ok || text.includes('EntityAlreadyExists')) return text;
  throw new TestbedError({
    code: 'API_FAILED',
    message: `${fields.Action ?? ''} answered ${answer.status}: ${text.slice(0, 300)}`,
  });
}

function readElement(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

function readCredentials(account: string, xml: string): AwsCredentials {
  const token = readElement(xml, 'SessionToken');
  return {
    account,
    accessKeyId: readElement(xml, 'AccessKeyId'),
    secretAccessKey: readElement(xml, 'SecretAccessKey'),
    ...(token === '' ? {} : { sessionToken: token }),
  };
}

/**
 * Makes a user or a role in an account, gives it one inline policy, and issues keys. The same name again replaces
 * the policy.
 * @throws TestbedError `API_FAILED`.
 */
export async function issueCredentials(endpoint: string, account: string, identity: Identity): Promise<AwsCredentials> {
  const name = identity.name ?? 'tester';
  const policy = JSON.stringify(identity.policy ?? administrator);
  const iam = (fields: Readonly<Record<string, string>>): Promise<string> =>
    callAsOwner(endpoint, account, 'iam', fields);
  const grant = { PolicyName: 'inline', PolicyDocument: policy };
  if (identity.kind === 'role') {
    await iam({ Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam({ Action: 'PutRolePolicy', RoleName: name, ...grant });
    const RoleArn = `arn:aws:iam::${account}:role/${name}`;
    const xml = await callAsOwner(endpoint, account, 'sts', {
      Action: 'AssumeRole',
      RoleArn,
      RoleSessionName: 'testbed',
    });
    return readCredentials(account, xml);
  }
  await iam({ Action: 'CreateUser', UserName: name });
  await iam({ Action: 'PutUserPolicy', UserName: name, ...grant });
  return readCredentials(account, await iam({ Action: 'CreateAccessKey', UserName: name }));
}

interface EnvironmentParts {
  readonly endpoint: string;
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** Of the test bed; holds no AWS configuration. */
  readonly folder: string;
}

/** Environment variables that lead the SDK and the command line to the test bed, and to nothing else. */
export function toEnvironment(parts: EnvironmentParts): Readonly<Record<string, string>> {
  const { credentials } = parts;
  return {
    AWS_ENDPOINT_URL: parts.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_REGION: parts.region,
    AWS_DEFAULT_REGION: parts.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(parts.folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(parts.folder, 'no-aws-credentials'),
  };
}

/**
 * Makes an instance profile.
 * @returns its ARN.
 * @throws TestbedError `API_FAILED`.
 */
export async function issueInstanceProfile(endpoint: string, account: string, name: string): Promise<string> {
  await callAsOwner(endpoint, account, 'iam', { Action: 'CreateInstanceProfile', InstanceProfileName: name });
  return `arn:aws:iam::${account}:instance-profile/${name}`;
}

/**
 * Makes a role that a service of AWS takes.
 * @param service such as `lambda.amazonaws.com`.
 * @returns its ARN.
 * @throws TestbedError `API_FAILED`.
 */
export async function issueServiceRole(endpoint: string, account: string, service: string): Promise<string> {
  const RoleName = service.replaceAll('.', '-');
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await callAsOwner(endpoint, account, 'iam', { Action: 'CreateRole', RoleName, AssumeRolePolicyDocument });
  return `arn:aws:iam::${account}:role/${RoleName}`;
}
