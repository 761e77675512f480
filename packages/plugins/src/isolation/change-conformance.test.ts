import type { Provider, WireResponse } from '@cloudops/spec';
import { type ChangeUnderTest, changeConformance, createFaultyTransport } from '@cloudops/testkit';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { createContext, providerOf, runner } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { providerPackage, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { describeProvider } from './describe-provider.ts';
import { createIsolatedProvider } from './isolated-provider.ts';
import type { ProviderDescription } from './provider-description.ts';

const source = {
  top: `const present = (output) => ({ status: 'present', output });
  const unknown = (kind, message) => ({ status: 'unknown', reason: { kind, message } });
  const lamp = { provider: 'lamp', target: 'hall', kind: 'Lamp', name: 'hall' };
  function createChange(transport) {
    const send = async (method, { signal }, version, then) => {
      try {
        const headers = version === undefined ? {} : { headers: { 'if-match': version } };
        const { status, body } = await transport.send({ method, path: '/lamp', ...headers }, signal);
        let text = '';
        for await (const part of body) text += Buffer.from(part).toString();
        if (status === 412) return unknown('stale', 'somebody was there');
        if (status !== 200) return unknown('failed', 'status ' + status);
        return present(then(JSON.parse(text)));
      } catch (error) {
        return unknown('unreachable', String(error));
      }
    };
    const look = (isLit, before) => ({ state: isLit ? 'after' : 'before', versions: [String(isLit)], message: '' });
    return {
      doObserve: (_, context) => send('GET', context, undefined, ({ isLit }) => ({ objects: [{ resource: lamp, version: String(isLit), effects: [] }],
        state: null, blast_radius: 1, monthly_cents: 0, in_place: isLit, undo: 'Put it out.' })),
      doDryRun: (_, before, context) => send('GET', context, undefined, () => 'it may be lit'),
      doChange: (_, before, context) => send('POST', context, before.objects[0].version, () => 'lit'),
      doLook: (_, before, context) => send('GET', context, undefined, ({ isLit }) => look(isLit, before)),
      doVerify: (_, before, context) => send('GET', context, undefined, () => ({ outcome: 'healed', message: 'bright' })),
      doUndo: (_, before, context) => send('DELETE', context, undefined, () => 'out'),
    };
  }`,
  actions: `defineChange({ name: 'light', description: 'Lights a lamp', risk: 'write', input: z.strictObject({ name: z.string() }),
    estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [], change: createChange(transport) }),`,
};

afterAll(removeFolders);

describe('the conformance suite of changes, through the isolation', () => {
  const providers: Provider[] = [];
  let plugin: Plugin;
  let description: ProviderDescription;

  beforeAll(async () => {
    plugin = await readPlugin(writePackage(providerPackage(source, { network: 'http', risk: 'write' })));
    description = await describeProvider(plugin, providerOf(plugin), runner, { variables: {} });
  });

  afterEach(async () => {
    await Promise.all(providers.splice(0).map((provider) => provider.close()));
  });

  async function createSubject(): Promise<ChangeUnderTest> {
    let isLit = false;
    const respond = (status: number): WireResponse => ({
      ...{ status, headers: {} },
      body: (async function* () {
        yield Buffer.from(JSON.stringify({ isLit }));
      })(),
    });
    const transport = createTestTransport([], async ({ method, headers }) => {
      if (method === 'GET') return respond(200);
      if (method === 'POST' && headers?.['if-match'] !== String(isLit)) return respond(412);
      isLit = method === 'POST';
      return respond(200);
    });
    const faulty = createFaultyTransport(transport);
    const provider = createIsolatedProvider({
      ...{ plugin, provider: providerOf(plugin), description, runner, variables: {} },
      ...{ environment: 'dev', settings: {}, transport: faulty.transport },
    });
    providers.push(provider);
    const action = provider.actions.find(({ name }) => name === 'light');
    if (action === undefined) throw new TypeError('there is no action light');
    const context = createContext({ change: { id: 'run/light', planId: 'pln_1' } });
    return { action, context, input: { name: 'hall' }, fail: faulty.fail, world: () => String(isLit) };
  }

  for (const { name, run } of changeConformance(createSubject)) it(name, run);
});
