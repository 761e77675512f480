import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Report, World } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from './__fixtures__/expect-tidy.ts';
import { cleanUpLater, setScene } from './__fixtures__/scene.ts';

const question = 'why is CPU high in prod?';
const record = ['record', question, '--name', 'mine', '--input', 'samples=1'];
const replay = ['investigate', question, '--world', './mine.world.json'];

/** A Prometheus that knows no series, and what it was asked. */
async function startPrometheus(): Promise<{ readonly url: string; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    const body = { status: 'success', data: { resultType: 'matrix', result: [] } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUpLater(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function readRecording(home: string): World {
  return JSON.parse(readFileSync(join(home, 'mine.world.json'), 'utf8')) as World;
}

/** What was found, whatever the target is called; ids are made of its name. */
function withoutTarget({ causes, findings, not_checked: gaps }: Report): unknown {
  const text = JSON.stringify({ causes, findings, gaps });
  return JSON.parse(text.replaceAll('world:mine', 'prod-eu').replace(/"f_[0-9a-f]{16}"/g, '"f"'));
}

describe.concurrent('a recording', () => {
  it('answers the same again without a flag', async () => {
    const { user } = await setScene();
    const recorded = await user.json([...record, '-n', 'shop', '--input', 'node_proxy=true']);
    expect(recorded.status).toBe(0);
    expect(readRecording(user.home).inputs).toMatchObject({ samples: 1, node_proxy: true, namespace: 'shop' });
    const replayed = await user.json(replay);
    const { report } = recorded.document as { report: Report };
    const again = (replayed.document as { report: Report }).report;
    expect(withoutTarget(again)).toEqual(withoutTarget(report));
    expect(replayed.stdout).not.toContain('WORLD_HAS_NO_ANSWER');
  });

  it('keeps what only the question said out of its inputs', async () => {
    const { user } = await setScene();
    const asked = ['record', 'why is CPU high in namespace shop in prod?', '--name', 'mine', '--input', 'samples=1'];
    expect((await user.run(asked)).status).toBe(0);
    expect(readRecording(user.home).inputs).not.toHaveProperty('namespace');
    expect(readRecording(user.home).inputs).toMatchObject({ samples: 1 });
  });

  it('holds what Prometheus answered, and asks it nothing when replayed', async () => {
    const { user } = await setScene();
    const prometheus = await startPrometheus();
    user.write('.config/cloudops/config.yaml', `kubernetes:\n  prometheus_url: ${prometheus.url}\n`);
    expect((await user.run(record)).status).toBe(0);
    const asked = prometheus.seen.length;
    expect(asked).toBeGreaterThan(0);
    const { exchanges, inputs } = readRecording(user.home);
    expect(new Set(exchanges.map(({ provider }) => provider))).toEqual(new Set(['kubernetes', 'prometheus']));
    expect(inputs).toMatchObject({ prometheus: true });
    user.write('.config/cloudops/config.yaml', 'default_scope: prod\n');
    const replayed = await user.run(replay);
    expect(replayed.stdout).not.toContain('WORLD_HAS_NO_ANSWER');
    expect(prometheus.seen).toHaveLength(asked);
  });

  it('stands in the audit log with its name and digest', async () => {
    const { user } = await setScene();
    await user.run(record);
    const records = await user.records();
    const digest = createHash('sha256').update(readFileSync(join(user.home, 'mine.world.json')));
    expect(records.at(-1)).toMatchObject({
      event: 'world.recorded',
      parent: records.at(-2)?.audit_id,
      extra: { world: 'mine', digest: `sha256:${digest.digest('hex')}` },
    });
  });
});

describe.concurrent('record', () => {
  it('prints one JSON document', async () => {
    const { user } = await setScene();
    const { document, stderr } = await user.json([...record, '--quiet']);
    const world = { file: 'mine.world.json', requests: expect.any(Number) };
    expect(document).toMatchObject({ schema_version: 1, report: { question }, run: { id: expect.any(String) }, world });
    expect(stderr).toBe('');
  });

  it.each([
    ['a file that is there', [], 'WORLD_EXISTS'],
    ['a folder', ['--out', 'folder', '--force'], 'WORLD_UNWRITABLE'],
    ['a folder that is not there', ['--out', 'no/such/mine.world.json'], 'WORLD_UNWRITABLE'],
  ])('asks nothing when it could not write: %s', async (_, more, code) => {
    const { user, server } = await setScene();
    mkdirSync(join(user.home, 'folder'));
    writeFileSync(join(user.home, 'mine.world.json'), 'mine');
    const result = await user.json([...record, ...more]);
    expect(result.status).toBe(2);
    expectError(result.document, code);
    expect(server.seen).toEqual([]);
    expect(await user.records()).toEqual([]);
    expect(readFileSync(join(user.home, 'mine.world.json'), 'utf8')).toBe('mine');
    expectTidy(result);
  });

  it('asks nothing for a name that no world can have', async () => {
    const { user, server } = await setScene();
    const result = await user.json(['record', question, '--name', 'Friday Spike']);
    expect(result.status).toBe(2);
    expectError(result.document, 'WORLD_NAME_INVALID');
    expect(server.seen).toEqual([]);
  });

  it('writes no file when nothing was asked', async () => {
    const { user } = await setScene();
    const result = await user.json([...record, '--dry-run']);
    expectError(result.document, 'WORLD_EMPTY');
    expect(existsSync(join(user.home, 'mine.world.json'))).toBe(false);
  });
});

describe.concurrent('nodes/proxy', () => {
  const playbook = `
api_version: cloudops/v1
metadata:
  name: kubelets
  version: 1.0.0
  title: What do kubelets say?
  description: Reads a kubelet.
  examples: [what do kubelets say in prod?, tell me what kubelets say]
triggers: [{ intent_type: diagnose, goal: kubelet-words, resource_type: node }]
inputs:
  node_proxy: { type: boolean, description: Ask kubelets., default: true }
steps:
  - id: stats
    title: Read a kubelet
    action: kubernetes.node-stats
    with: { node: kwok-node-0 }
findings: []
`;
  const ask = ['investigate', 'what do kubelets say in prod?'];

  it.each([
    ['is asked for nothing by a playbook alone', '', [], 0],
    ['is used when it is allowed by hand', '', ['--input', 'node_proxy=true'], 1],
    ['is used when the configuration allows it', 'kubernetes: { node_proxy: true }\n', [], 1],
    [
      'is not used when it is refused by hand',
      'kubernetes: { node_proxy: false }\n',
      ['--input', 'node_proxy=false'],
      0,
    ],
  ])('%s', async (_, configuration, more, requests) => {
    const { user, server } = await setScene();
    user.write('.cloudops/playbooks/kubelets.yaml', playbook);
    if (configuration !== '') user.write('.config/cloudops/config.yaml', configuration);
    const result = await user.run([...ask, ...more]);
    expect(await user.records(), result.stdout + result.stderr).toContainEqual(
      expect.objectContaining({ event: 'execution.finished' }),
    );
    expect(server.seen.filter((line) => line.includes('/proxy/'))).toHaveLength(requests);
  });
});
