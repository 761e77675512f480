// #region readme
import { CloudOpsError, defineAction, defineProvider, playbookSchema } from '@cloudops/spec';
import { z } from 'zod';

const ping = defineAction({
  name: 'ping',
  description: 'Says whether the thing answers',
  risk: 'read',
  input: z.strictObject({ host: z.string() }),
  output: z.strictObject({ answered: z.boolean() }),
  estimatedSec: 0.1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: async () => ({ status: 'present', output: { answered: true } }),
});
const provider = defineProvider({
  specificationVersion: 'v1',
  name: 'demo',
  version: '1.0.0',
  actions: [ping],
  findings: [],
  targets: async () => [{ provider: 'demo', name: 'here', environment: 'dev' }],
  doIdentify: async () => ({ status: 'absent' }),
  close: async () => {},
});
console.log(provider.actions.map((action) => `${provider.name}.${action.name} (${action.risk})`));
console.log(playbookSchema.safeParse({}).success, new CloudOpsError({ code: 'X', message: 'x' }).source);
// #endregion
