// #region readme
import { createKubernetesProvider, parseQuantity } from '@cloudops/executor-k8s';
import { CloudOpsError } from '@cloudops/spec';

// Finds your cluster as kubectl does; reads nothing until it is asked something.
const provider = createKubernetesProvider({
  version: '0.1.0',
  environmentOf: (context) => (context.includes('prod') ? 'prod' : 'dev'),
});
for (const { name, risk, description } of provider.actions) console.log(`${name} (${risk}): ${description}`);
console.log(parseQuantity('250m'), 'cores');
try {
  console.log(await provider.targets());
} catch (error) {
  if (!CloudOpsError.isInstance(error)) throw error;
  console.log(error.code, ...error.nextSteps);
}
await provider.close();
// #endregion
