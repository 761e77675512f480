import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

// What every provider must do, as the test kit of CloudOps checks it; the plugin itself runs without these packages.
const kit = await Promise.all([import('@cloudops/testkit'), import('../src/provider.js')]).catch(() => null);

const context = { version: '0.1.0', environment: 'test', settings: {} };
const answer = JSON.stringify({ components: [{ name: 'database', status: 'up' }] });

/** A server that answers from memory. */
const memory = {
  endpoint: 'memory:acme',
  send: async () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      yield Buffer.from(answer);
    })(),
  }),
  close: async () => {},
};

if (kit === null) {
  it('the provider', { skip: 'run `npm install` first: it needs @cloudops/testkit, @cloudops/spec and zod' }, () => {});
} else {
  const [{ createFaultyTransport, providerConformance }, { createProvider }] = kit;

  describe('the provider', () => {
    const cases = providerConformance(async () => {
      const { transport, fail, requests } = createFaultyTransport(memory);
      const inputs = { 'read-health': {}, 'analyze-health': { health: { status: 'absent' } } };
      const provider = await createProvider({ ...context, transport });
      return { provider, inputs, local: ['analyze-health'], fail, requests };
    });
    for (const { name, run } of cases) it(name, run);

    it('says what to configure', async () => {
      const provider = await createProvider({ ...context, transport: null });
      await assert.rejects(() => provider.targets(), { code: 'ACME_NOT_CONFIGURED' });
    });
  });
}
