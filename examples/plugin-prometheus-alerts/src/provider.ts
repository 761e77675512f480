import { type CreatePluginProvider, defineProvider, type WireTransport } from '@cloudops/spec';
import { analyzeAction } from './analysis/analyze-action.ts';
import { createClient } from './api/client.ts';
import { notConfigured } from './errors.ts';
import { findings } from './findings.ts';
import { alertmanagersRead } from './reads/alertmanagers.ts';
import { alertsRead } from './reads/alerts.ts';
import { createReadAction } from './reads/read-action.ts';
import { rulesRead } from './reads/rules.ts';
import { createSeriesAction } from './reads/series.ts';
import { statusRead } from './reads/status.ts';
import { targetsRead } from './reads/targets.ts';

/** What CloudOps calls. All requests go through its transport, to the address that is configured. */
export const createProvider: CreatePluginProvider = ({ version, environment, transport }) => {
  const way = (): WireTransport => {
    if (transport === null) throw notConfigured();
    return transport;
  };
  const client = createClient(way);
  return defineProvider({
    specificationVersion: 'v1',
    name: 'prometheus',
    version,
    actions: [
      createReadAction(client, alertmanagersRead),
      createReadAction(client, alertsRead),
      analyzeAction,
      createReadAction(client, rulesRead),
      createSeriesAction(client),
      createReadAction(client, statusRead),
      createReadAction(client, targetsRead),
    ],
    findings,
    targets: async () => [{ provider: 'prometheus', name: way().endpoint, environment }],
    doIdentify: async () => ({
      status: 'unknown',
      reason: { kind: 'unavailable', message: 'Prometheus does not say who asks' },
    }),
    close: async () => transport?.close(),
  });
};
