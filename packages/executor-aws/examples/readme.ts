// #region readme
import { accessLevel, createAwsProvider } from '@cloudops/executor-aws';
import { CloudOpsError } from '@cloudops/spec';

// Finds your credentials as the AWS CLI does; looks for nothing until it is asked something.
const provider = createAwsProvider({
  version: '0.1.0',
  accounts: [{ account: '111122223333', name: 'shop', role: 'cloudops-reader' }],
  environmentOf: (profile) => (profile.includes('prod') ? 'prod' : 'dev'),
});
for (const { name, risk, description } of provider.actions) console.log(`${name} (${risk}): ${description}`);
console.log(accessLevel({ service: 'cost-explorer', operation: 'GetCostAndUsage' }));
try {
  console.log(await provider.targets());
} catch (error) {
  if (!CloudOpsError.isInstance(error)) throw error;
  console.log(error.code, ...error.nextSteps);
}
await provider.close();
// #endregion
