import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { connectStdio } from '../__fixtures__/mcp.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUser } from '../__fixtures__/scene.ts';

const question = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];

interface Receiver {
  readonly url: string;
  readonly requests: { readonly path: string; readonly body: string; readonly authorization: string | undefined }[];
}

async function startReceiver({ isSilent = false }: { readonly isSilent?: boolean } = {}): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization } = request.headers;
    requests.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('utf8'), authorization });
    if (!isSilent) response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cleanUpLater(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function configure(user: CliUser, telemetry: object): void {
  user.write('.config/cloudops/config.yaml', JSON.stringify({ telemetry }));
}

describe.concurrent('with a collector of one’s own', () => {
  it('a question is told, with the headers that the environment holds', async () => {
    const { url, requests } = await startReceiver();
    const user = createUser({ OTEL_WORD: 'Bearer w' });
    configure(user, { otlp: { endpoint: url, headers_from_environment: { authorization: 'OTEL_WORD' } } });
    const result = await user.run([...question, '--verbose']);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(requests.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer w']));
    expect(requests.map(({ body }) => body).join('')).not.toMatch(/why is|Bearer|shop/);
  });

  it('that is not there, the answer is the same, and --verbose says so', async () => {
    const user = createUser();
    const plain = await user.run([...question, '--verbose']);
    configure(user, { otlp: { endpoint: 'http://127.0.0.1:1' } });
    const result = await user.run([...question, '--verbose']);
    const shown = (text: string): string => text.replace(/^(run|audit|calls|plan| ).*$/gm, '');
    expect(result.status).toBe(0);
    expect(shown(result.stdout)).toBe(shown(plain.stdout));
    expect(result.stderr).toBe('Telemetry was not sent: ECONNREFUSED.\n');
    expectTidy(await user.run(question));
  });

  it('that never answers, the command ends all the same', async () => {
    const { url } = await startReceiver({ isSilent: true });
    const user = createUser();
    configure(user, { otlp: { endpoint: url } });
    const { status, stderr, durationMs } = await user.run([...question, '--verbose']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'Telemetry was not sent: not answered in 2000 ms.\n' });
    expect(durationMs).toBeLessThan(15_000);
  });

  it('a failure is told by its code', async () => {
    const { url, requests } = await startReceiver();
    const user = createUser({ CLOUDOPS_OTEL: '1', OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect((await user.run(['investigate', 'why is CPU high in prod?', '--quiet'])).status).toBe(2);
    const log = requests.find(({ path }) => path === '/v1/logs');
    expect(log?.body).toContain('KUBECONFIG_NOT_FOUND');
    expect(log?.body).not.toContain(user.home);
  });
});

describe.concurrent('a question over MCP', () => {
  it('is told like any other, while the server goes on', async () => {
    const { url, requests } = await startReceiver();
    const user = createUser();
    configure(user, { otlp: { endpoint: url, signals: ['traces'] } });
    const { client } = await connectStdio(user, ['--world', 'hot-shard']);
    await client.callTool({ name: 'triage', arguments: {} });
    await client.callTool({ name: 'investigate', arguments: { question: 'why is CPU high in prod?' } });
    await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(2);
    const operations = requests.map(
      ({ body }) => /"cloudops.operation","value":\{"stringValue":"(\w+)"/.exec(body)?.[1],
    );
    expect(operations.sort()).toEqual(['investigate', 'triage']);
  }, 60_000);
});

describe.concurrent('without one', () => {
  it('not one module of OpenTelemetry is loaded', async () => {
    const user = createUser({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    const log = join(user.home, 'loaded');
    const hook = user.write(
      'hook.mjs',
      `import { appendFileSync } from 'node:fs';
       import { registerHooks } from 'node:module';
       registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context); } });`,
    );
    const loaded = async (): Promise<readonly string[]> => {
      writeFileSync(log, '');
      await user.run(question, { environment: { NODE_OPTIONS: `--import ${hook}` } });
      const files = readFileSync(log, 'utf8')
        .split('\n')
        .filter((url) => url.startsWith('file:'));
      return files.filter((url) => readFileSync(new URL(url), 'utf8').includes('OTEL_EXPORTER_OTLP_'));
    };
    expect(await loaded()).toEqual([]);
    configure(user, { otlp: { enabled: true } });
    expect(await loaded()).not.toEqual([]);
  });
});

describe.concurrent('telemetry', () => {
  it('is off, and needs an address to be turned on', async () => {
    const user = createUser();
    const { document } = await user.json(['telemetry', 'status']);
    expect(document).toMatchObject({
      telemetry: { opentelemetry: { on: false }, usage: { on: false, endpoint: null } },
    });
    expectError((await user.json(['telemetry', 'on'])).document, 'TELEMETRY_NOT_CONFIGURED');
    expect(existsSync(join(user.state, 'telemetry.json'))).toBe(false);
  });

  it.each([{ CI: 'true' }, { DO_NOT_TRACK: '1' }])(
    'can neither be turned on nor sends with %j',
    async (environment) => {
      const { url, requests } = await startReceiver();
      const user = createUser();
      configure(user, { usage: { endpoint: url } });
      expectError((await user.json(['telemetry', 'on'], { environment })).document, 'TELEMETRY_FORBIDDEN');
      await user.run(['telemetry', 'on']);
      makeDue(user);
      await user.run(question, { environment });
      expect(requests).toEqual([]);
      expect((await user.json(['telemetry', 'status'], { environment })).document).toMatchObject({
        telemetry: { usage: { on: false } },
      });
    },
  );

  it('counts nothing and keeps no id before it is turned on', async () => {
    const { url, requests } = await startReceiver();
    const user = createUser();
    configure(user, { usage: { endpoint: url } });
    await user.run(question);
    const { stdout } = await user.run(['telemetry', 'show', '--quiet']);
    expect(JSON.parse(stdout)).toMatchObject({ install_id: null, commands: [] });
    expect(requests).toEqual([]);
  });

  it('sends byte for byte what it shows', async () => {
    const { url, requests } = await startReceiver();
    const user = createUser();
    configure(user, { usage: { endpoint: `${url}/usage` } });
    await user.run(['telemetry', 'on']);
    await user.run(question);
    await user.run(['findings', 'show', 'NO-999']);
    makeDue(user);
    const { stdout } = await user.run(['telemetry', 'show']);
    await user.run(question);
    expect(requests.map(({ path, body }) => ({ path, body }))).toEqual([{ path: '/usage', body: stdout }]);
    const { commands } = JSON.parse(stdout) as { readonly commands: readonly object[] };
    expect(commands).toMatchObject([
      { command: 'findings show', playbook: null, exit_code: 2, count: 1 },
      { command: 'investigate', playbook: 'k8s-high-cpu', exit_code: 0, count: 1 },
    ]);
    const { stdout: after } = await user.run(['telemetry', 'show']);
    expect((JSON.parse(after) as { commands: unknown }).commands).toHaveLength(1);
  });

  it('names no playbook of one’s own', async () => {
    const { url } = await startReceiver();
    const user = createUser();
    configure(user, { usage: { endpoint: url } });
    user.write('.config/cloudops/playbooks/merger.yaml', ownPlaybook);
    await user.run(['telemetry', 'on']);
    const { document } = await user.json(['triage', '--playbook', 'acme-merger', '--world', 'hot-shard']);
    expect(document).toMatchObject({ report: { playbook: { id: 'acme-merger' } } });
    const { stdout } = await user.run(['telemetry', 'show']);
    expect(stdout).toContain('"triage"');
    expect(stdout).not.toContain('merger');
  });

  it('forgets everything when it is turned off', async () => {
    const user = createUser();
    configure(user, { usage: { endpoint: 'https://usage.invalid/' } });
    await user.run(['telemetry', 'on']);
    await user.run(['usage']);
    expect(existsSync(join(user.state, 'telemetry.json'))).toBe(true);
    expect((await user.run(['telemetry', 'off'])).status).toBe(0);
    expect(existsSync(join(user.state, 'telemetry.json'))).toBe(false);
  });

  it('lets no command wait for a receiver that does not answer', async () => {
    const { url } = await startReceiver({ isSilent: true });
    const user = createUser();
    configure(user, { usage: { endpoint: url } });
    await user.run(['telemetry', 'on']);
    await user.run(['usage']);
    makeDue(user);
    const { status, stderr, durationMs } = await user.run([...question, '--verbose']);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'What is shared about the use of CloudOps did not arrive.\n',
    });
    expect(durationMs).toBeLessThan(10_000);
  });
});

/** Sets the time back at which counting began. */
function makeDue(user: CliUser): void {
  const path = join(user.state, 'telemetry.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), since: 0 }));
}

const ownPlaybook = `api_version: cloudops/v1
metadata:
  name: acme-merger
  version: 1.0.0
  title: What the merger needs
  description: Lists pods.
  examples: ['what does the merger need?']
triggers:
  - intent_type: diagnose
    resource_type: merger
    goal: merger
inputs: {}
steps:
  - id: pods
    action: kubernetes.list
    with: { api_version: v1, kind: Pod }
findings: []
`;
