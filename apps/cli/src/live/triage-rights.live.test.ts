import { fileURLToPath } from 'node:url';
import type { Report } from '@cloudops/spec';
import {
  applyScenario,
  buildTestbed,
  createReader,
  settleScenario,
  startTestbed,
  type Testbed,
} from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../__fixtures__/run-cli.ts';
import { shippedRights } from './__fixtures__/bench.ts';

/** What the narrow reader may not list, as the API server names it. */
const forbidden = [
  ...['replicasets', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'horizontalpodautoscalers'],
  ...['events', 'services', 'serviceaccounts', 'configmaps', 'resourcequotas', 'limitranges', 'poddisruptionbudgets'],
  ...['endpointslices', 'ingresses', 'ingressclasses', 'networkpolicies', 'priorityclasses', 'leases', 'apiservices'],
  ...['persistentvolumeclaims', 'persistentvolumes', 'storageclasses', 'volumeattachments', 'csidrivers'],
  ...['mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'flowschemas'],
];
/** The objects of the staged cascade: a Secret without a key, and what follows from it. */
const cascade =
  /^(?:Secret\/shop\/main-db-login|(?:Deployment|ReplicaSet)\/shop\/(?:orders|payments|returns)[a-z0-9-]*)$/;

describe('triage on a real control plane, with fewer rights than asked for', () => {
  let testbed: Testbed;
  const users: CliUser[] = [];
  const triage = async (manifests: readonly string[], serviceAccount: string): Promise<Report> => {
    const kubeconfig = await createReader(testbed, manifests, { serviceAccount, namespace: 'cloudops' });
    const user = createCliUser({ KUBECONFIG: kubeconfig });
    users.push(user);
    const { document } = await user.json(['triage']);
    return (document as { report: Report }).report;
  };
  const places = ({ causes }: Report): string[] =>
    causes.map(({ resource: { kind, namespace, name } }) => `${kind}/${namespace ?? ''}/${name}`);

  beforeAll(async () => {
    await buildTestbed();
    testbed = await startTestbed();
    await applyScenario(testbed, 'CASCADE-SECRET');
    await settleScenario(testbed, 'CASCADE-SECRET');
  });
  afterAll(async () => {
    for (const user of users) user.remove();
    await testbed?.stop();
  });

  it('says that it saw everything with the shipped rights', async () => {
    const report = await triage([shippedRights('reader'), shippedRights('reader-logs')], 'cloudops-reader');
    expect(report.not_checked).toEqual([]);
    expect(report.status).toBe('completed');
    expect(places(report)).toEqual(['Secret/shop/main-db-login']);
  });

  it('is partial, names every kind that it could not read, and blames nothing but what the pods show', async () => {
    const narrow = fileURLToPath(new URL('./narrow-reader.yaml', import.meta.url));
    const report = await triage([narrow], 'narrow');
    expect(report.status).toBe('partial');
    const gaps = JSON.stringify(report.not_checked);
    expect(forbidden.filter((kind) => !gaps.includes(kind))).toEqual([]);
    expect(places(report).length).toBeGreaterThan(0);
    expect(places(report).filter((place) => !cascade.test(place))).toEqual([]);
  });

  it('finds nothing, and says so, without any right', async () => {
    const report = await triage([], 'nobody');
    expect(report).toMatchObject({ status: 'failed', causes: [] });
    expect(JSON.stringify(report.not_checked)).toContain('list pods');
  });
});
