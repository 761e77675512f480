import { providerConformance } from '@cloudops/testkit';
import { describe, expect, it } from 'vitest';
import { createFaultySessions } from './__fixtures__/faulty-sessions.ts';
import { answerOf } from './__fixtures__/rows.ts';
import { createPostgresProvider, createProvider } from './provider.ts';
import { readSettings } from './settings/settings.ts';

const inputs = {
  analyze: { steps: {} },
  databases: {},
  indexes: {},
  layout: {},
  locks: {},
  replication: {},
  server: {},
  sessions: {},
  tables: {},
};

describe('the PostgreSQL provider conforms', () => {
  const cases = providerConformance(async () => {
    const { open, fail, requests } = createFaultySessions(answerOf);
    const provider = createPostgresProvider({
      version: '0.1.0',
      environment: 'dev',
      settings: () => readSettings({ url: 'postgresql://cloudops@127.0.0.1/shop' }, {}),
      open: () => open,
    });
    return { provider, inputs, local: ['analyze'], fail, requests };
  });
  for (const { name, run } of cases) it(name, run);
});

describe('createProvider', () => {
  it('describes itself without settings, and says what is missing once it is asked where it goes', async () => {
    const provider = await createProvider({ version: '0.1.0', environment: 'prod', settings: {}, transport: null });
    expect(provider.actions.every(({ risk }) => risk === 'read')).toBe(true);
    await expect(provider.targets()).rejects.toMatchObject({ code: 'POSTGRES_NOT_CONFIGURED' });
  });
});
