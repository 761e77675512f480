import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createIsolatedProvider,
  createNodeRunner,
  describeProvider,
  type Plugin,
  type ProviderDescription,
  readPlugin,
} from '@cloudops/plugins';
import type { PluginProvider, Provider } from '@cloudops/spec';
import { createFaultyTransport, type ProviderUnderTest, providerConformance } from '@cloudops/testkit';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, runAction } from './__fixtures__/ask.ts';
import { createReplyTransport, healthy } from './__fixtures__/replies.ts';
import { findings } from './findings.ts';

function providerOf({ manifest: { providers = [] } }: Plugin): PluginProvider {
  const [stated] = providers;
  if (stated === undefined) throw new Error('The manifest states no provider');
  return stated;
}

const folder = fileURLToPath(new URL('..', import.meta.url));
const runner = createNodeRunner({ program: process.execPath, version: process.versions.node });
const providers: Provider[] = [];
let plugin: Plugin;
let manifest: PluginProvider;
let description: ProviderDescription;

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b'], { cwd: folder });
  plugin = await readPlugin(folder);
  manifest = providerOf(plugin);
  description = await describeProvider(plugin, manifest, runner, { variables: {} });
});
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
});

async function createSubject(): Promise<ProviderUnderTest> {
  const { transport, fail, requests } = createFaultyTransport(createReplyTransport(healthy));
  const provider = createIsolatedProvider({
    ...{ plugin, provider: manifest, description, runner, variables: {} },
    ...{ environment: 'dev', settings: {}, transport },
  });
  providers.push(provider);
  // The suite gives an answer a second; to start a process on a busy machine is not what it asks about.
  await provider.targets();
  const rules = await runAction(await connect(createReplyTransport(healthy)), 'rules', {});
  const inputs = {
    ...{ alertmanagers: {}, alerts: {}, analyze: { steps: {} }, rules: {}, status: {}, targets: {} },
    series: { rules: JSON.parse(JSON.stringify(rules)) },
  };
  return { provider, inputs, local: ['analyze'], fail, requests };
}

describe('the built plugin, in a process of its own', () => {
  it('is described as it is', () => {
    expect(description.findings.map(({ code }) => code)).toEqual(findings.map(({ code }) => code));
  });

  for (const { name, run } of providerConformance(createSubject)) it(name, run);
});
