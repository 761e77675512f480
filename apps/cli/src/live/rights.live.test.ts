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

const manifest = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** What the narrow reader may not list, as the API server names it. */
const forbidden = [
  'replicasets',
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'horizontalpodautoscalers',
  'events',
  'resourcequotas',
  'limitranges',
  'services',
  'webhookconfigurations',
];
const question = 'why is CPU high in prod?';

describe('on a real control plane, with fewer rights than asked for', () => {
  let testbed: Testbed;
  const users: CliUser[] = [];
  const login = async (manifests: readonly string[], serviceAccount: string): Promise<CliUser> => {
    const kubeconfig = await createReader(testbed, manifests, { serviceAccount, namespace: 'cloudops' });
    const user = createCliUser({ KUBECONFIG: kubeconfig });
    users.push(user);
    return user;
  };

  beforeAll(async () => {
    await buildTestbed();
    testbed = await startTestbed();
    await applyScenario(testbed, 'HC-01');
    await settleScenario(testbed, 'HC-01');
  });
  afterAll(async () => {
    for (const user of users) user.remove();
    await testbed?.stop();
  });

  it('the report is partial, names every kind that it could not read, and still finds the hot pod', async () => {
    const user = await login([manifest('./narrow-reader.yaml')], 'narrow');
    const { status, document } = await user.json(['investigate', question, '--input', 'samples=1']);
    const { report } = document as { report: Report };
    expect(status).toBe(0);
    expect(report.status).toBe('partial');
    expect(JSON.stringify(report.causes[0]?.instances)).toContain('Pod/shop/api-');
    const gaps = JSON.stringify(report.not_checked);
    expect(forbidden.filter((kind) => !gaps.toLowerCase().includes(kind))).toEqual([]);
  });

  it('a reader with no right at all gets no answer but what is missing, and exit status 6', async () => {
    const user = await login([], 'nobody');
    const { status, document } = await user.json(['investigate', question, '--input', 'samples=1']);
    const { report } = document as { report: Report };
    expect(status).toBe(6);
    expect(report).toMatchObject({ status: 'failed', causes: [] });
    expect(JSON.stringify(report.not_checked)).toContain('pods');
  });

  it('a recording holds no token and answers the same again', async () => {
    const user = await login([manifest('./narrow-reader.yaml')], 'narrow');
    const recorded = await user.run(['record', question, '--name', 'mine', '--input', 'samples=1']);
    expect(recorded.stderr).toBe('No environment is configured; reading the current context, which counts as prod.\n');
    const replayed = await user.json(['investigate', question, '--world', './mine.world.json']);
    const { report } = replayed.document as { report: Report };
    expect(recorded.stdout).toContain(report.summary);
  });
});
