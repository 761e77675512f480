/** IAM prefixes of the services whose SDK client is named otherwise (AWS Service Authorization Reference). */
const prefixes: Readonly<Record<string, string>> = {
  'api-gateway': 'apigateway',
  'application-auto-scaling': 'application-autoscaling',
  'auto-scaling': 'autoscaling',
  'cloudwatch-logs': 'logs',
  'cognito-identity-provider': 'cognito-idp',
  'config-service': 'config',
  'cost-and-usage-report-service': 'cur',
  'cost-explorer': 'ce',
  'cost-optimization-hub': 'cost-optimization-hub',
  'database-migration-service': 'dms',
  'directory-service': 'ds',
  docdb: 'rds',
  efs: 'elasticfilesystem',
  'elastic-beanstalk': 'elasticbeanstalk',
  'elastic-load-balancing': 'elasticloadbalancing',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'elasticsearch-service': 'es',
  emr: 'elasticmapreduce',
  eventbridge: 'events',
  'global-accelerator': 'globalaccelerator',
  lightsail: 'lightsail',
  mq: 'mq',
  neptune: 'rds',
  opensearch: 'es',
  opensearchserverless: 'aoss',
  'resource-groups-tagging-api': 'tag',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
  'service-quotas': 'servicequotas',
  sfn: 'states',
  'sso-admin': 'sso',
  transfer: 'transfer',
};

/** Actions that are not named like the operation they allow (AWS Service Authorization Reference, by service). */
const renamed: Readonly<Record<string, string>> = {
  'budgets:DescribeBudget': 'budgets:ViewBudget',
  'budgets:DescribeBudgets': 'budgets:ViewBudget',
  'budgets:DescribeBudgetPerformanceHistory': 'budgets:ViewBudget',
  'budgets:DescribeNotificationsForBudget': 'budgets:ViewBudget',
  'budgets:DescribeSubscribersForNotification': 'budgets:ViewBudget',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:ListFunctionUrlConfigs': 'lambda:ListFunctionUrlConfigs',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
};

/** Further actions that an operation is refused without (same source). */
const companions: Readonly<Record<string, readonly string[]>> = {
  'compute-optimizer:GetAutoScalingGroupRecommendations': [
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeAutoScalingInstances',
  ],
  'compute-optimizer:GetEBSVolumeRecommendations': ['ec2:DescribeVolumes'],
  'compute-optimizer:GetEC2InstanceRecommendations': ['ec2:DescribeInstances'],
  'compute-optimizer:GetLambdaFunctionRecommendations': [
    'lambda:ListFunctions',
    'lambda:ListProvisionedConcurrencyConfigs',
  ],
};

/** An operation of a service, in the SDK's names. */
export interface Operation {
  readonly service: string;
  readonly operation: string;
}

/** The prefix of a service's IAM actions. */
function iamPrefix(service: string): string {
  return (Object.hasOwn(prefixes, service) ? prefixes[service] : undefined) ?? service.replaceAll(/[^a-z0-9-]/g, '');
}

/** The IAM action that allows an operation, such as `ce:GetCostAndUsage`. */
export function iamAction({ service, operation }: Operation): string {
  const name = operation.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 120);
  const action = `${iamPrefix(service)}:${name}`;
  return (Object.hasOwn(renamed, action) ? renamed[action] : undefined) ?? action;
}

/** Every IAM action that an operation needs, its own first. */
export function iamActions(operation: Operation): readonly string[] {
  const own = iamAction(operation);
  return [own, ...((Object.hasOwn(companions, own) ? companions[own] : undefined) ?? [])];
}
