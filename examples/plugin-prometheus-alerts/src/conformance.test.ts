import { createFaultyTransport, providerConformance } from '@cloudops/testkit';
import { describe, expect, it } from 'vitest';
import { runAction } from './__fixtures__/ask.ts';
import { createReplyTransport, healthy } from './__fixtures__/replies.ts';
import { createProvider } from './provider.ts';

describe('the Prometheus provider conforms', () => {
  const cases = providerConformance(async () => {
    const { transport, fail, requests } = createFaultyTransport(createReplyTransport(healthy));
    const provider = await createProvider({ version: '0.1.0', environment: 'dev', settings: {}, transport });
    const { status, output } = await runAction(
      await createProvider({
        ...{ version: '0.1.0', environment: 'dev', settings: {} },
        transport: createReplyTransport(healthy),
      }),
      'rules',
      {},
    );
    const rules = JSON.parse(JSON.stringify({ status, output }));
    const inputs = {
      alertmanagers: {},
      alerts: {},
      analyze: { steps: {} },
      rules: {},
      series: { rules },
      status: {},
      targets: {},
    };
    return { provider, inputs, local: ['analyze'], fail, requests };
  });
  for (const { name, run } of cases) it(name, run);
});

describe('createProvider', () => {
  it('describes itself without a transport, and says what is missing once it is asked where it goes', async () => {
    const provider = await createProvider({ version: '0.1.0', environment: 'prod', settings: {}, transport: null });
    expect(provider.actions.every(({ risk }) => risk === 'read')).toBe(true);
    await expect(provider.targets()).rejects.toMatchObject({ code: 'PROMETHEUS_NOT_CONFIGURED' });
  });
});
