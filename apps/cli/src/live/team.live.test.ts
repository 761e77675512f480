import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AwsTestbed,
  applyScenario,
  buildTestbed,
  settleScenario,
  startAwsTestbed,
  startTestbed,
  type Testbed,
} from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../__fixtures__/receiver.ts';
import { buildImage, type Image, readContainerfile } from './__fixtures__/container/image.ts';
import { buildTeam, type CronJob, findCronJob, type Manifest, toPod } from './__fixtures__/container/manifests.ts';
import { createNode, sharedWord, withAwsToken } from './__fixtures__/container/node.ts';
import { type Node, runPod } from './__fixtures__/container/pod.ts';
import { type Ended, run } from './__fixtures__/container/process.ts';

const folders = ['base', 'overlays/webhook', 'overlays/aws'] as const;
const account = 'system:serviceaccount:cloudops:cloudops-reader';

/** What each check of the strictest pod security standard is about, and a pod that fails it. */
const insecure: readonly (readonly [string, (pod: Pod) => void])[] = [
  ['runAsNonRoot', ({ spec }) => delete spec.securityContext.runAsNonRoot],
  ['seccompProfile', ({ spec }) => delete spec.securityContext.seccompProfile],
  ['allowPrivilegeEscalation', ({ spec }) => delete spec.containers[0]?.securityContext.allowPrivilegeEscalation],
  ['unrestricted capabilities', ({ spec }) => delete spec.containers[0]?.securityContext.capabilities],
  ['restricted volume types', ({ spec }) => spec.volumes.push({ name: 'host', hostPath: { path: '/' } })],
];

interface Pod {
  readonly spec: {
    readonly securityContext: Record<string, unknown>;
    readonly containers: { readonly securityContext: Record<string, unknown> }[];
    readonly volumes: object[];
  };
}

describe('deploy/container', () => {
  it('is as small and as weak as promised', () => {
    const { arguments: bases, stages } = readContainerfile();
    expect(bases.RUNTIME).toMatch(/distroless.*:nonroot$/);
    expect(stages).toHaveLength(2);
    expect(stages[1]).toMatchObject({
      user: '65532:65532',
      run: [],
      copy: ['--from=install /opt/cloudops /opt/cloudops'],
    });
  });
});

describe('deploy/team on a real control plane', () => {
  let testbed: Testbed;
  let built: Readonly<Record<string, readonly Manifest[]>>;
  const kubectl = (args: readonly string[], input: object | readonly object[] = []): Promise<Ended> => {
    const items = Array.isArray(input) ? input : [input];
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    return run(testbed.kubectl, ['--kubeconfig', testbed.adminKubeconfig, ...args], { input: list });
  };
  const check = (objects: object | readonly object[]): Promise<Ended> =>
    kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'], objects);

  beforeAll(async () => {
    await buildTestbed();
    testbed = await startTestbed();
    const all = await Promise.all(folders.map(async (name) => [name, await buildTeam(testbed.kubectl, name)] as const));
    built = Object.fromEntries(all);
    const namespace = all[0]?.[1].filter(({ kind }) => kind === 'Namespace') ?? [];
    const accounts = all.flatMap(([, objects]) => objects.filter(({ kind }) => kind === 'ServiceAccount'));
    const { status, stderr } = await kubectl(['apply', '--server-side', '-f', '-'], [...namespace, ...accounts]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
  afterAll(async () => {
    await testbed?.stop();
  });

  it.each(folders)('takes every object of %s, and the pods that its jobs would make', async (name) => {
    const objects = built[name] ?? [];
    expect(await check(objects)).toMatchObject({ status: 0, stderr: '' });
    const jobs = objects.filter(({ kind }) => kind === 'CronJob') as readonly CronJob[];
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) expect(await check(toPod(job))).toMatchObject({ status: 0, stderr: '' });
  });

  it('moves no object out of its namespace', () => {
    const places = (built.base ?? []).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`);
    expect(places.filter((place) => place.endsWith('kube-system')).sort()).toEqual([
      'Role kube-system',
      'RoleBinding kube-system',
    ]);
  });

  it.each(insecure)('would take no pod that fails %s', async (what, spoil) => {
    const pod = structuredClone(toPod(findCronJob(built.base ?? [], 'cloudops-triage')));
    spoil(pod as unknown as Pod);
    const { status, stderr } = await check(pod);
    expect(status).toBe(1);
    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
    expect(stderr).toContain(what);
  });

  it.each([
    ['a word that is none', { concurrencyPolicy: 'Sometimes' }, /concurrencyPolicy: Unsupported value/],
    ['a misspelt field', { startingDeadlineSecond: 5 }, /unknown field "[a-z.]*startingDeadlineSecond"/],
    ['no time', { schedule: 'daily' }, /spec\.schedule: Invalid value/],
  ])('would take no CronJob with %s', async (_, part, why) => {
    const job = findCronJob(built.base ?? [], 'cloudops-triage');
    const { status, stderr } = await check({ ...job, spec: { ...job.spec, ...part } });
    expect(status).toBe(1);
    expect(stderr).toMatch(why);
  });

  describe('when applied', () => {
    let folder: string;
    let image: Image;
    let receiver: Receiver;
    let spec: ReturnType<typeof toPod>['spec'];
    let node: Node;

    beforeAll(async () => {
      const objects = [...(built['overlays/webhook'] ?? []), ...(built['overlays/aws'] ?? [])];
      expect(await kubectl(['apply', '--server-side', '-f', '-'], objects)).toMatchObject({ status: 0, stderr: '' });
      await applyScenario(testbed, 'CASCADE-SECRET');
      await settleScenario(testbed, 'CASCADE-SECRET');
      folder = mkdtempSync(join(tmpdir(), 'cloudops-team-'));
      image = await buildImage(folder);
      receiver = await startReceiver();
      spec = toPod(findCronJob(built['overlays/webhook'] ?? [], 'cloudops-triage')).spec;
      node = await createNode({ testbed, folder, image, url: receiver.url, manifests: objects });
    });
    afterAll(() => {
      receiver?.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    it('makes a pod that the cluster lets in', async () => {
      const made = await kubectl(['-n', 'cloudops', 'create', 'job', 'try', '--from=cronjob/cloudops-triage']);
      expect(made.status).toBe(0);
      const pods = ['-n', 'cloudops', 'get', 'pods', '-l', 'job-name=try', '-o', 'name'];
      await expect.poll(async () => (await kubectl(pods)).stdout, { timeout: 30_000 }).toMatch(/^pod\/try-/);
    });

    it('gives the account that reads AWS nothing in the cluster, and the other no Secret', async () => {
      const may = async (who: string, ...what: string[]): Promise<string> =>
        (await kubectl(['auth', 'can-i', ...what, '--as', `system:serviceaccount:cloudops:${who}`])).stdout.trim();
      expect(await may('cloudops-reader', 'list', 'pods', '-A')).toBe('yes');
      expect(await may('cloudops-reader', 'list', 'secrets', '-A')).toBe('no');
      expect(await may('cloudops-aws', 'list', 'pods', '-A')).toBe('no');
    });

    it('loses nothing when the receiver is down: status 9, and the report on the volume', async () => {
      receiver.statuses.push(503, 503, 503);
      const { status, stdout, stderr } = await runPod(spec, node);
      expect(stderr).toMatch(/Report not delivered to webhook:team: the receiver answered 503\./);
      expect(status).toBe(9);
      expect(stdout).toContain('Secret shop/main-db-login');
      const file = join(folder, 'claims/cloudops-state/triage.html');
      expect(readFileSync(file, 'utf8')).toContain('main-db-login');
      expect(statSync(file)).toMatchObject({ uid: 65532 });
      expect(statSync(file).mode & 0o777).toBe(0o600);
    });

    it('tells the team on the next day, signed, as the service account', async () => {
      receiver.seen.length = 0;
      const { status, stderr } = await runPod(spec, node);
      expect(stderr).toContain('Report delivered to webhook:team.');
      expect(status).toBe(0);
      const [{ headers, body } = { headers: {}, body: '{}' }] = receiver.seen;
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const expected = createHmac('sha256', sharedWord).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${expected}`);
      const { report, run: done } = JSON.parse(body);
      const causes = report.causes.map(({ resource }: { resource: { kind: string; name: string } }) => resource);
      expect(causes).toContainEqual(expect.objectContaining({ kind: 'Secret', name: 'main-db-login' }));
      expect(report.not_checked).toEqual([]);
      expect(done.targets).toEqual([{ provider: 'kubernetes', name: 'in-cluster', environment: 'prod' }]);
    });

    it('says nothing twice', async () => {
      receiver.seen.length = 0;
      const { status, stderr } = await runPod(spec, node);
      expect({ status, seen: receiver.seen.length }).toEqual({ status: 0, seen: 0 });
      expect(stderr).toContain('Nothing new since the last report to webhook:team');
    });

    it('keeps all of it in a log that verifies, by who it was', async () => {
      expect((await runPod(spec, node, ['audit', 'verify'])).status).toBe(0);
      const { stdout } = await runPod(spec, node, ['audit', 'list', '-o', 'jsonl']);
      const records = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const text = JSON.stringify(records);
      expect(text).toContain(account);
      expect(text).not.toContain(new URL(receiver.url).pathname);
      const events = records.map((one) => one.event ?? one.record?.event);
      expect(events.filter((event) => event === 'execution.finished')).toHaveLength(3);
      expect(events.filter((event) => event === 'records.exported')).toHaveLength(4);
    });

    it('ends as documented where the API server is gone', async () => {
      const away = { ...node, environment: { ...node.environment, KUBERNETES_SERVICE_PORT: '1' } };
      expect((await runPod(spec, away)).status).toBe(6);
    });

    it('ends as documented where nothing can be recorded', async () => {
      const mounts = spec.containers.map((one) => ({
        ...one,
        volumeMounts: one.volumeMounts.map((mount) => (mount.name === 'state' ? { ...mount, readOnly: true } : mount)),
      }));
      const { status } = await runPod(
        { ...spec, containers: mounts },
        { ...node, folder: mkdtempSync(join(folder, 'x-')) },
      );
      expect(status).toBe(8);
    });

    describe('in the place of EKS, with a token for AWS', () => {
      let aws: AwsTestbed;
      beforeAll(async () => {
        aws = await startAwsTestbed();
      });
      afterAll(() => aws?.stop());

      it('reads the account by the role of its service account, with no key and no token of the cluster', async () => {
        const own = toPod(findCronJob(built['overlays/aws'] ?? [], 'cloudops-aws')).spec;
        expect(own.automountServiceAccountToken).toBe(false);
        const [pod, place] = withAwsToken(own, node, aws.endpoint);
        const { status, stderr } = await runPod(pod, place);
        expect(status).toBe(0);
        expect(stderr).toContain('Report delivered to /var/lib/cloudops/aws.html.');
        expect(readFileSync(join(folder, 'claims/cloudops-aws-state/aws.html'), 'utf8')).toContain('111122223333');
        const { stdout } = await runPod(pod, place, ['audit', 'list', '-o', 'jsonl']);
        expect(stdout).toContain('assumed-role/cloudops-reader');
        expect((await aws.requests()).map(({ operation }) => operation)).toContain('AssumeRoleWithWebIdentity');
      });
    });

    it('can write nowhere but to its state and what may be lost', async () => {
      const probe = { ...image, last: { ...image.last, entrypoint: ['/nodejs/bin/node', '-e'] } };
      const code = `
        const fs = require('node:fs');
        const may = (path) => { try { fs.writeFileSync(path, ''); return true; } catch { return false; } };
        const paths = ['/x', '/opt/cloudops/x', '/etc/x', '/etc/cloudops/x', '/nodejs/x', '/tmp/x', '/var/lib/cloudops/x'];
        console.log(JSON.stringify([process.getuid(), fs.existsSync('/bin/sh'), paths.filter(may)]));`;
      const { stdout } = await runPod(spec, { ...node, image: probe }, [code]);
      expect(JSON.parse(stdout)).toEqual([65532, false, ['/tmp/x', '/var/lib/cloudops/x']]);
    });
  });
});
