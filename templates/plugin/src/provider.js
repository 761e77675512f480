/** @import { CreatePluginProvider } from '@cloudops/spec' */
import { analysisSchema, CloudOpsError, defineAction, defineProvider } from '@cloudops/spec';
import { z } from 'zod';
import { analyzeHealth, findings } from './analyze-health.js';
import { createHealthReader } from './read-health.js';

const health = z.strictObject({ components: z.array(z.strictObject({ name: z.string(), status: z.string() })) });

/** An earlier step as a playbook hands it over by `${{ steps.ID }}`: what it read may be missing. */
const stepEvidence = z.object({
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
  output: health.nullable().optional(),
  reason: z.object({ message: z.string() }).nullable().optional(),
});

/**
 * Makes the provider. It must not read or connect here: CloudOps also calls this to learn what the provider can do, and then
 * there are no settings and no transport.
 *
 * @type {CreatePluginProvider}
 */
export function createProvider({ version, environment, transport }) {
  const readHealth = createHealthReader(transport);
  return defineProvider({
    specificationVersion: 'v1',
    name: 'acme',
    version,
    findings,
    actions: [
      defineAction({
        name: 'read-health',
        description: 'Read which parts of acme are up.',
        risk: 'read',
        input: z.strictObject({}),
        output: health,
        estimatedSec: 1,
        estimatedCostUsd: 0,
        permissions: () => [{ verb: 'get', resource: '/health' }],
        doRun: (_, context) => readHealth(context),
      }),
      defineAction({
        name: 'analyze-health',
        description: 'Judge what was read; asks nothing.',
        risk: 'read',
        input: z.strictObject({ health: stepEvidence }),
        output: analysisSchema,
        estimatedSec: 0,
        estimatedCostUsd: 0,
        permissions: () => [],
        doRun: async (input, { target }) => analyzeHealth(input.health, target.name),
      }),
    ],
    async targets() {
      if (transport !== null) return [{ provider: 'acme', name: transport.endpoint, environment }];
      throw new CloudOpsError({
        code: 'ACME_NOT_CONFIGURED',
        message: 'Where acme answers is not configured.',
        nextSteps: ['Add it to config.yaml: plugins: { acme: { url: "https://acme.example.com" } }'],
      });
    },
    async doIdentify() {
      return { status: 'unknown', reason: { kind: 'unavailable', message: 'acme does not say who asks.' } };
    },
    async close() {
      await transport?.close();
    },
  });
}
