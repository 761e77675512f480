import type { Provider } from '@cloudops/spec';
import { createFaultyTransport, type ProviderUnderTest, providerConformance } from '@cloudops/testkit';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { providerOf, runner } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { providerPackage, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { describeProvider } from './describe-provider.ts';
import { createIsolatedProvider } from './isolated-provider.ts';
import type { ProviderDescription } from './provider-description.ts';

/** As an author would write it, without a thought of where it runs. */
const source = {
  top: `async function ask(path, { signal, countCall }, transport) {
    try {
      countCall();
      const { status, body } = await transport.send({ method: 'GET', path }, signal);
      let text = '';
      for await (const part of body) text += Buffer.from(part).toString();
      if (status === 404) return { status: 'absent' };
      if (status === 200) return { status: 'present', output: JSON.parse(text) };
      return { status: 'unknown', reason: { kind: 'failed', message: 'status ' + status } };
    } catch (error) {
      return { status: 'unknown', reason: { kind: 'unreachable', message: String(error) } };
    }
  }`,
  run: `return ask('/lamps/' + encodeURIComponent(input.name), context, transport);`,
  actions: `defineAction({ name: 'analyze', description: 'Looks at lamps', risk: 'read', estimatedSec: 1, estimatedCostUsd: 0,
    input: z.strictObject({ lamps: z.array(z.strictObject({ lit: z.boolean() })) }), output: analysisSchema, permissions: () => [],
    doRun: async ({ lamps }) => ({ status: 'present', output: { findings: [], ruled_out: [], not_checked: [], figures: [
      { group: 'lamps', name: 'lit', unit: 'count', value: lamps.filter(({ lit }) => lit).length } ] } }) }),`,
  members: `doIdentify: async (context) => ask('/me', context, transport),`,
};
const manifest = { network: 'http', permissions: [{ verb: 'get', resource: 'lamps' }] } as const;

afterAll(removeFolders);

describe('the conformance suite, through the isolation', () => {
  const providers: Provider[] = [];
  let plugin: Plugin;
  let description: ProviderDescription;

  beforeAll(async () => {
    plugin = await readPlugin(writePackage(providerPackage(source, manifest)));
    description = await describeProvider(plugin, providerOf(plugin), runner, { variables: {} });
  });

  afterEach(async () => {
    await Promise.all(providers.splice(0).map((provider) => provider.close()));
  });

  async function createSubject(): Promise<ProviderUnderTest> {
    const faulty = createFaultyTransport(createTestTransport());
    const provider = createIsolatedProvider({
      ...{ plugin, provider: providerOf(plugin), description, runner, variables: {} },
      ...{ environment: 'dev', settings: {}, transport: faulty.transport },
    });
    providers.push(provider);
    // The suite gives an answer a second; to start a process on a busy machine is not what it asks about.
    await provider.targets();
    const inputs = { get: { name: 'hall' }, analyze: { lamps: [{ lit: true }] } };
    return { provider, inputs, local: ['analyze'], fail: faulty.fail, requests: faulty.requests };
  }

  for (const { name, run } of providerConformance(createSubject)) it(name, run);
});
