import type { RiskLevel } from '@cloudops/spec';
import table from './access-levels.json' with { type: 'json' };
import { iamAction, type Operation } from './iam-action.ts';

/** What an IAM action allows, as AWS classes it. */
export type AccessLevel = 'List' | 'Read' | 'Tagging' | 'Write' | 'Permissions management';

/** The day of AWS's authorization data that levels come from, as `2026-09-26`. */
export const authorizationDataDate: string = table.dated;

const levels: Readonly<Record<string, Readonly<Record<string, string>>>> = table.levels;
const byService = new Map<string, ReadonlyMap<string, AccessLevel>>();

/**
 * Reads that hand out a secret, a credential or somebody's data, or that keep code and environment variables; AWS classes them as
 * reading. Nobody should get them for having asked a question, so they count as writes.
 */
const sensitive: readonly RegExp[] = [
  // By name, in every service: new services hand out credentials under these names too.
  /:(?:Get|Create|Request|Generate|Reveal|Call)\w*(?:Credentials?|Token|Passwords?|Secrets?|ApiKey|APIKey|PresignedUrls?|EmbedUrl|DownloadUrl\w*|EnvironmentVariables)$/,
  /:(?:Assume\w*|ExportCertificate|ExportClientVpnClientConfiguration|DescribeChapCredentials)$/,
  /^secretsmanager:(?:Batch)?GetSecretValue$/,
  /^ssm:Get(?:Parameters?|ParametersByPath|ParameterHistory|AccessToken|ConnectionStatus)$/,
  /^kms:(?:Decrypt|GenerateDataKey\w*|ReEncrypt\w*|DeriveSharedSecret|GenerateRandom|GenerateMac)$/,
  /^ecr(?:-public)?:GetAuthorizationToken$/,
  /^codeartifact:GetAuthorizationToken$/,
  /^sts:(?!GetCallerIdentity$|GetAccessKeyInfo$|DecodeAuthorizationMessage$)\w+$/,
  /^sso(?:-oauth)?:(?:GetRoleCredentials|CreateToken\w*)$/,
  /^cognito-identity:(?:GetCredentialsForIdentity|GetOpenIdToken\w*)$/,
  /^lambda:(?:GetFunction|GetLayerVersion\w*|Invoke\w*)$/,
  /^redshift(?:-serverless)?:(?:GetClusterCredentials\w*|GetCredentials)$/,
  /^rds:(?:DownloadCompleteDBLogFile|DownloadDBLogFilePortion)$/,
  /^ec2:(?:GetPasswordData|GetConsoleOutput|GetConsoleScreenshot|DescribeInstanceAttribute|GetLaunchTemplateData)$/,
  /^eks:(?:AccessKubernetesApi|DescribeClusterRegistration)$/,
  /^iam:(?:GenerateCredentialReport|GetCredentialReport)$/,
  /^apigateway:GET$/,
  /^lightsail:(?:GetInstanceAccessDetails|GetRelationalDatabaseMasterUserPassword|DownloadDefaultKeyPair)$/,
  /^gamelift:(?:GetInstanceAccess|GetComputeAccess|GetComputeAuthToken)$/,
  /^iot:(?:GetEffectivePolicies|RetrieveThingShadow)$/,
  /^s3:(?:GetObject\w*|GetDataAccess)$/,
  /^ec2:(?:GetVpnConnectionDeviceSampleConfiguration|DescribeSpotInstanceRequests|DescribeSpotFleetRequests)$/,
  /^directconnect:(?:DescribeRouterConfiguration|DescribeVirtualInterfaces)$/,
  /^cognito-idp:(?:DescribeUserPoolClient|DescribeIdentityProvider|ListUserPoolClientSecrets)$/,
  /^(?:appsync:ListApiKeys|apprunner:DescribeService|codebuild:BatchGetBuild\w*|ecs:DescribeTasks)$/,
  /^amplify:(?:GetApp|ListApps|GetBranch|ListBranches)$/,
  /^elasticbeanstalk:(?:DescribeConfigurationSettings|RetrieveEnvironmentInfo)$/,
  /^(?:appconfig:Get(?:Latest)?Configuration|codecommit:Get(?:File|Blob|Folder))$/,
  /^(?:athena:GetQueryResults\w*|redshift-data:GetStatementResult\w*|timestream:Select)$/,
  /^dynamodb:(?:GetItem|BatchGetItem|Query|Scan|GetRecords|PartiQLSelect|ExecuteStatement)$/,
  /^(?:sqs:ReceiveMessage|kinesis:GetRecords|logs:(?:Unmask|GetLogObject))$/,
];

/** Reads of which only some fields are sensitive: environment variables, start scripts, passwords. By IAM action. */
const sensitiveFields: Readonly<Record<string, readonly string[]>> = {
  'autoscaling:DescribeLaunchConfigurations': ['UserData'],
  'batch:DescribeComputeEnvironments': ['userData'],
  'batch:DescribeJobDefinitions': ['containerProperties', 'nodeProperties', 'parameters', 'ecsProperties'],
  'batch:DescribeJobs': ['container', 'nodeProperties', 'parameters', 'ecsProperties'],
  'codebuild:BatchGetProjects': ['environment', 'source', 'secondarySources'],
  'ec2:DescribeLaunchTemplateVersions': ['UserData'],
  'ec2:DescribeVpnConnections': ['CustomerGatewayConfiguration', 'PreSharedKey'],
  'ecs:DescribeTaskDefinition': ['containerDefinitions'],
  'glue:GetConnection': ['ConnectionProperties', 'AuthenticationConfiguration', 'AthenaProperties', 'SparkProperties'],
  'glue:GetConnections': ['ConnectionProperties', 'AuthenticationConfiguration', 'AthenaProperties', 'SparkProperties'],
  'lambda:GetFunctionConfiguration': ['Environment'],
  'lambda:ListFunctions': ['Environment'],
  'lambda:ListVersionsByFunction': ['Environment'],
};

function readService(prefix: string): ReadonlyMap<string, AccessLevel> {
  const found = Object.entries(Object.hasOwn(levels, prefix) ? (levels[prefix] ?? {}) : {}).flatMap(([level, names]) =>
    names.split(' ').map((name) => [name.toLowerCase(), level as AccessLevel] as const),
  );
  return new Map(found);
}

/**
 * The access level of an operation, from AWS's service authorization data (see {@link authorizationDataDate}).
 * Null when that knows no such action: it is a write, then.
 */
export function accessLevel(operation: Operation): AccessLevel | null {
  const [prefix = '', name = ''] = iamAction(operation).split(':');
  const service = byService.get(prefix) ?? readService(prefix);
  byService.set(prefix, service);
  return service.get(name.toLowerCase()) ?? null;
}

/** What is kept of an answer. */
export interface Kept {
  /** Dotted path of the items; left out: the answer itself. */
  readonly items?: string | undefined;
  /** Masks of what to keep of an item; left out: everything. */
  readonly fields?: readonly string[] | undefined;
}

function namesOf(path: string): readonly string[] {
  return path.replaceAll('[]', '').split('.');
}

/** Whether what is kept leaves every one of the fields out: nothing ends at one, above one, or passes through one. */
function leavesOut({ items, fields = [] }: Kept, secret: readonly string[]): boolean {
  if (fields.length === 0 || (items !== undefined && namesOf(items).some((name) => secret.includes(name))))
    return false;
  return fields.every((mask) => {
    const names = namesOf(mask);
    return !names.some((name) => secret.includes(name)) && !holders.has(names.at(-1) ?? '');
  });
}

/** Objects and lists that hold a sensitive field: a mask that ends at one keeps all of it. */
const holders: ReadonlySet<string> = new Set([
  'LaunchTemplateData',
  'computeResources',
  'ec2Configuration',
  'Options',
  'TunnelOptions',
  // Lists of the answers themselves, for who asks for no items.
  'LaunchConfigurations',
  'computeEnvironments',
  'jobDefinitions',
  'jobs',
  'projects',
  'LaunchTemplateVersions',
  'VpnConnections',
  'taskDefinition',
  'Connection',
  'ConnectionList',
  'Functions',
  'Versions',
]);

/**
 * Whether an operation only reads, and reads nothing that should stay secret. An operation with sensitive fields is a
 * plain read when what is kept of its answer leaves these out.
 */
export function isPlainRead(operation: Operation, kept: Kept = {}): boolean {
  const action = iamAction(operation);
  if (action === 'sts:GetCallerIdentity') return true;
  const level = accessLevel(operation);
  if (level !== 'List' && level !== 'Read') return false;
  if (sensitive.some((pattern) => pattern.test(action))) return false;
  const secret = Object.hasOwn(sensitiveFields, action) ? sensitiveFields[action] : undefined;
  return secret === undefined || leavesOut(kept, secret);
}

const destructive = /^(?:Batch)?(?:Delete|Terminate|Purge|Destroy|Deregister|Release|Remove)/;

/** What an operation may do: unknown and secret-giving ones are writes. */
export function riskOf(operation: Operation): RiskLevel {
  if (isPlainRead(operation)) return 'read';
  return destructive.test(operation.operation) ? 'delete' : 'write';
}
