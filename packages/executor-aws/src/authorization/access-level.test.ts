import { describe, expect, it } from 'vitest';
import { accessLevel, authorizationDataDate, isPlainRead, riskOf } from './access-level.ts';
import { iamAction, iamActions } from './iam-action.ts';

function operation(text: string): { readonly service: string; readonly operation: string } {
  const [service = '', name = ''] = text.split(' ');
  return { service, operation: name };
}

describe('accessLevel', () => {
  it.each([
    ['ec2 DescribeSecurityGroups', 'List'],
    ['cost-explorer GetCostAndUsage', 'Read'],
    ['elastic-load-balancing-v2 DescribeLoadBalancers', 'List'],
    ['ec2 AuthorizeSecurityGroupIngress', 'Write'],
    ['ec2 CreateTags', 'Tagging'],
    ['iam AttachRolePolicy', 'Permissions management'],
    ['ec2 NoSuchOperation', null],
    ['no-such-service DescribeThings', null],
    ['__proto__ DescribeThings', null],
  ])('of %s is %s', (text, level) => {
    expect(accessLevel(operation(text))).toBe(level);
  });

  it('comes from dated data', () => {
    expect(authorizationDataDate).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});

describe('riskOf', () => {
  it.each([
    ['ec2 DescribeVpcs', 'read'],
    ['sts GetCallerIdentity', 'read'],
    ['ec2 RevokeSecurityGroupIngress', 'write'],
    ['ec2 DeleteSecurityGroup', 'delete'],
    ['ec2 TerminateInstances', 'delete'],
    ['ec2 DescribeThingsThatAreNew', 'write'],
    ['secrets-manager GetSecretValue', 'write'],
    ['ssm GetParameter', 'write'],
    ['ssm GetParametersByPath', 'write'],
    ['kms Decrypt', 'write'],
    ['ecr GetAuthorizationToken', 'write'],
    ['sts AssumeRole', 'write'],
    ['sts GetSessionToken', 'write'],
    ['lambda GetFunction', 'write'],
    ['lambda ListFunctions', 'write'],
    ['ec2 GetPasswordData', 'write'],
    ['s3 GetObject', 'write'],
    ['acm ExportCertificate', 'write'],
    ['ec2 DescribeVpnConnections', 'write'],
    ['ec2 GetVpnConnectionDeviceSampleConfiguration', 'write'],
    ['cognito-identity-provider DescribeUserPoolClient', 'write'],
    ['eks-auth AssumeRoleForPodIdentity', 'write'],
    ['quicksight GetDashboardEmbedUrl', 'write'],
    ['lakeformation GetTemporaryGlueTableCredentials', 'write'],
    ['bedrock CountTokens', 'read'],
    ['acm GetCertificate', 'read'],
    ['secrets-manager ListSecrets', 'read'],
  ])('of %s is %s', (text, risk) => {
    expect(riskOf(operation(text))).toBe(risk);
  });
});

describe('isPlainRead with masks', () => {
  const functions = operation('lambda ListFunctions');
  const templates = operation('ec2 DescribeLaunchTemplateVersions');
  const tunnels = operation('ec2 DescribeVpnConnections');

  it.each([
    [functions, { items: 'Functions', fields: ['FunctionName', 'VpcConfig.SubnetIds'] }],
    [functions, { fields: ['Functions.FunctionName'] }],
    [templates, { items: 'LaunchTemplateVersions[].LaunchTemplateData', fields: ['SecurityGroupIds'] }],
    [tunnels, { items: 'VpnConnections', fields: ['VpnConnectionId', 'Options.EnableAcceleration'] }],
  ])('holds for %j with %j, which leaves the sensitive fields out', (read, kept) => {
    expect(isPlainRead(read, kept)).toBe(true);
  });

  it.each([
    [functions, {}],
    [functions, { items: 'Functions' }],
    [functions, { items: 'Functions', fields: [] }],
    [functions, { items: 'Functions', fields: ['FunctionName', 'Environment.Variables'] }],
    [functions, { items: 'Functions', fields: ['Environment'] }],
    [functions, { items: 'Functions[].Environment', fields: ['Variables'] }],
    [functions, { fields: ['Functions'] }],
    [templates, { items: 'LaunchTemplateVersions', fields: ['LaunchTemplateData'] }],
    [templates, { items: 'LaunchTemplateVersions', fields: ['LaunchTemplateData.UserData'] }],
    [templates, { items: 'LaunchTemplateVersions[].LaunchTemplateData.UserData', fields: ['x'] }],
    [tunnels, { items: 'VpnConnections', fields: ['Options.TunnelOptions'] }],
    [tunnels, { items: 'VpnConnections[].CustomerGatewayConfiguration', fields: ['x'] }],
  ])('does not hold for %j with %j', (read, kept) => {
    expect(isPlainRead(read, kept)).toBe(false);
  });

  it('never holds for a write', () => {
    expect(isPlainRead(operation('ec2 DeleteVpc'), { fields: ['Return'] })).toBe(false);
  });
});

describe('iamAction', () => {
  it.each([
    ['budgets DescribeBudgets', 'budgets:ViewBudget'],
    ['opensearch DescribeDomains', 'es:DescribeDomains'],
    ['emr ListClusters', 'elasticmapreduce:ListClusters'],
    ['ec2 Describe*', 'ec2:Describe'],
  ])('of %s is %s', (text, action) => {
    expect(iamAction(operation(text))).toBe(action);
  });

  it('names what an operation is refused without', () => {
    expect(iamActions(operation('compute-optimizer GetEBSVolumeRecommendations'))).toEqual([
      'compute-optimizer:GetEBSVolumeRecommendations',
      'ec2:DescribeVolumes',
    ]);
  });
});
