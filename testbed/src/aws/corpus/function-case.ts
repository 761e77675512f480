import { Lambda } from '@aws-sdk/client-lambda';
import { issueServiceRole } from '../credentials.ts';
import { told } from './network.ts';
import type { Stage } from './stage-groups.ts';

/** Makes a function inside the VPC that names a group. */
export async function stageFunction({ open, names }: Stage): Promise<void> {
  const { endpoint, credentials, region, account } = open;
  const lambda = new Lambda({ endpoint, credentials, region, maxAttempts: 1 });
  try {
    const made = await lambda.createFunction({
      FunctionName: 'staged',
      Role: await issueServiceRole(endpoint, account, 'lambda.amazonaws.com'),
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      // The smallest ZIP archive: an empty one.
      Code: { ZipFile: Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]) },
      VpcConfig: { SubnetIds: [names.id('subnet-private')], SecurityGroupIds: [names.id('used-by-function')] },
    });
    names.set('function', told(made.FunctionArn, 'FunctionArn'));
  } finally {
    lambda.destroy();
  }
}
