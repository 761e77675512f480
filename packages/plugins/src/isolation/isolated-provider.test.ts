import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ActionProgress, Evidence, Provider } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning } from '../__fixtures__/is-running.ts';
import { createContext, describePlain, type Isolated, isolate, providerOf, runner } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { providerPackage, writePackage } from '../__fixtures__/write-plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { createNodeRunner } from './create-node-runner.ts';
import { describeProvider } from './describe-provider.ts';
import { createIsolatedProvider } from './isolated-provider.ts';

const never = 'await new Promise(() => {});';
const untilAbort = `await new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)));`;
const loose = `input: z.any(), output: z.any(), estimatedSec: 1, estimatedCostUsd: 0, permissions: () => []`;
const read = (name: string, run: string): string =>
  `defineAction({ name: '${name}', description: 'Reads', risk: 'read', ${loose}, doRun: async (input, context) => { ${run} } }),`;
const give = (expression: string): string => `return { status: 'present', output: ${expression} };`;
const sending = (method: string, path = "'/v1/lamps?b=1'"): string => `
  const answer = await transport.send({ method: '${method}', path: ${path}, ...(input?.body ? { body: input.body } : {}) }, context.signal);
  context.countCall();
  let text = '';
  for await (const part of answer.body) text += Buffer.from(part).toString();
  return { status: 'present', output: { status: answer.status, type: answer.headers['content-type'], length: text.length, text: text.slice(0, 40) } };`;

const rich = {
  actions: [
    read(
      'context',
      give('{ target: context.target, grant: context.grant, change: context.change, environment, settings, version }'),
    ),
    read(
      'time',
      `const before = context.clock.now(); await context.clock.sleep(60000); ${give('[before, context.clock.now(), context.clock.now()]')}`,
    ),
    read(
      'tell',
      `context.notify({ message: 'page\\u001b[2J 1', done: 1, total: 3 }); for (let i = 0; i < 50; i++) context.countCall(); ${give('1')}`,
    ),
    read('environment', give('{ ...process.env }')),
    read(
      'where',
      give(
        '{ node: process.permission?.has("fs.write"), net: process.permission?.has("net"), worker: process.permission?.has("worker"), read: process.permission?.has("fs.read", "/etc/passwd") }',
      ),
    ),
    read('await-abort', untilAbort),
    read(
      'end-on-abort',
      `try { ${untilAbort} } catch { return { status: 'unknown', reason: { kind: 'timeout', message: 'I stopped' } }; }`,
    ),
    read('fetch-lamps', sending('GET')),
    read(
      'fetch-twice',
      `const one = transport.send({ method: 'GET', path: '/one' }, context.signal); const two = transport.send({ method: 'GET', path: '/two' }, context.signal); const all = await Promise.all([one, two]); ${give('all.map(({ status }) => status)')}`,
    ),
    read(
      'fail-to-send',
      `try { await transport.send({ method: 'GET', path: '/broken' }, context.signal); } catch (error) { ${give('{ code: error.code, message: error.message, name: error.name }')} }`,
    ),
    `defineAction({ name: 'analyze-all', description: 'Looks', risk: 'read', input: z.strictObject({ code: z.string() }), output: analysisSchema, estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [],
      doRun: async (input) => ({ status: 'present', output: { findings: [], ruled_out: [{ code: input.code, why: '', evidence: [] }], not_checked: [], figures: [] } }) }),`,
    `defineAction({ name: 'refined', description: 'Refines', risk: 'read', input: z.strictObject({ size: z.string().transform(Number).refine((n) => n % 2 === 0) }), output: z.number().refine((n) => n < 100), estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [],
      doRun: async (input) => ({ status: 'present', output: input.size }) }),`,
    `{ ...defineChange({ name: 'light', description: 'Lights a lamp', risk: 'write', input: z.strictObject({ name: z.string() }), estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [],
      change: {
        doObserve: async (input, context) => ({ status: 'present', output: { objects: [{ resource: { provider: 'lamp', target: 'hall', kind: 'Lamp', name: input.name }, version: '1', effects: [context.change.id] }], state: null, blast_radius: 1, monthly_cents: 0, in_place: false, undo: null } }),
        doDryRun: async (input, before) => ({ status: 'present', output: 'asked for ' + before.objects[0].version }),
        doChange: async (input, before, context) => { await transport.send({ method: 'POST', path: '/v1/light', body: input.name }, context.signal); return { status: 'present', output: 'lit' }; },
        doLook: async () => ({ status: 'present', output: { state: 'after', versions: ['2'], message: 'is lit' } }),
        doVerify: async () => ({ status: 'present', output: { outcome: 'healed', message: 'bright' } }),
        doUndo: async (input, before, context) => { await transport.send({ method: 'DELETE', path: '/v1/light' }, context.signal); return { status: 'present', output: 'out' }; },
      } }), riskByInput: { inputs: ['name'], riskOf: async ({ name }) => (name === 'toy' ? 'read' : name === 'bomb' ? 'delete' : 'write') } },`,
  ].join('\n'),
  members: `doLocate: async () => ({ status: 'present', output: 'house-7' }),
    doIdentify: async () => ({ status: 'present', output: { id: 'lamp:me', kind: 'human', established_by: 'lamp', credential: 'unknown' } }),`,
};

describe('an isolated provider', () => {
  const transport = createTestTransport(['{"lit":', 'true}']);
  let isolated: Isolated;
  let provider: Provider;

  beforeAll(async () => {
    const manifest = {
      risk: 'write',
      network: 'http',
      environment: ['LAMP_TOKEN'],
      permissions: [{ verb: 'list', resource: 'lamps' }],
    } as const;
    const plugin = await readPlugin(writePackage(providerPackage(rich, manifest)), { origin: 'installed' });
    const description = await describeProvider(plugin, providerOf(plugin), runner, { variables: {} });
    isolated = await isolate({ source: rich, manifest, transport, description });
    provider = isolated.provider;
  });

  afterAll(() => provider.close());

  function find(name: string): Provider['actions'][number] {
    const action = provider.actions.find((candidate) => candidate.name === name);
    if (action === undefined) throw new TypeError(name);
    return action;
  }

  function run(name: string, input: unknown = {}, context = createContext()): Promise<Evidence<unknown>> {
    return find(name).doRun(input, context);
  }

  it('says what it is without starting anything', () => {
    expect(provider).toMatchObject({ specificationVersion: 'v1', name: 'lamp', version: '1.2.3' });
    expect(find('light')).toMatchObject({ risk: 'write', estimatedSec: 1, description: 'Lights a lamp' });
    expect(isolated.printed).toEqual([]);
  });

  it('states the rights of its manifest for every input', () => {
    expect(find('context').permissions({})).toEqual([{ verb: 'list', resource: 'lamps' }]);
  });

  it('gives an action its target, grant, environment, settings and version', async () => {
    const grant = { planId: 'pln_1', principal: 'os:alice', permissions: [] };
    expect(await run('context', {}, createContext({ grant }))).toEqual({
      status: 'present',
      output: { target: createContext().target, grant, environment: 'dev', settings: {}, version: '1.2.3' },
    });
  });

  it('runs by the clock of the call', async () => {
    let now = 1_000;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    expect(await run('time', {}, createContext({ clock }))).toMatchObject({ output: [1_000, 61_000, 61_000] });
  });

  it('passes progress on without control characters, and every count', async () => {
    const told: ActionProgress[] = [];
    let counted = 0;
    const context = createContext({ notify: (progress) => told.push(progress), countCall: () => (counted += 1) });
    await run('tell', {}, context);
    expect(told).toEqual([{ message: 'page\\u001b[2J 1', done: 1, total: 3 }]);
    expect(counted).toBe(50);
  });

  it('sees the variables that its manifest names, and no others', async () => {
    expect(await run('environment')).toEqual({ status: 'present', output: { LAMP_TOKEN: 't' } });
  });

  it('has none of the rights that it does not need', async () => {
    expect(await run('where')).toMatchObject({ output: { node: false, net: false, worker: false, read: false } });
  });

  it('reads over the transport of its host', async () => {
    let counted = 0;
    const evidence = await run('fetch-lamps', {}, createContext({ countCall: () => (counted += 1) }));
    expect(evidence.output).toEqual({ status: 200, type: 'application/json', length: 12, text: '{"lit":true}' });
    expect(transport.sent).toEqual(['GET /v1/lamps?b=1']);
    expect(counted).toBe(1);
    expect(await run('fetch-twice')).toMatchObject({ output: [200, 200] });
  });

  it('hears of an abort, and what it says then counts', async () => {
    const aborted = (): Partial<Parameters<typeof createContext>[0]> => ({ signal: AbortSignal.timeout(50) });
    expect(await run('await-abort', {}, createContext(aborted()))).toMatchObject({ reason: { kind: 'interrupted' } });
    expect(await run('end-on-abort', {}, createContext(aborted()))).toMatchObject({ reason: { message: 'I stopped' } });
    expect(await run('await-abort', {}, createContext({ signal: AbortSignal.abort() }))).toMatchObject({
      status: 'unknown',
    });
    expect(await run('where')).toMatchObject({ status: 'present' });
  });

  it('parses an input where its schema is, and refuses it there without harm', async () => {
    const { input } = find('refined');
    expect(input.safeParse({ size: '4', more: 1 }).success).toBe(false);
    expect(await run('refined', input.parse({ size: '4' }))).toEqual({ status: 'present', output: 4 });
    const refused = await run('refined', input.parse({ size: '5' }));
    expect(refused).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining('size') },
    });
    expect(await run('refined', { size: '6' })).toMatchObject({ output: 6 });
  });

  it('takes an analysis with registered codes', async () => {
    expect(await run('analyze-all', { code: 'LAMP-1' })).toMatchObject({ status: 'present' });
  });

  it('tells who it is and where', async () => {
    expect(await provider.doIdentify(createContext())).toMatchObject({ output: { id: 'lamp:me' } });
    expect(await provider.doLocate?.(createContext())).toEqual({ status: 'present', output: 'house-7' });
    expect(await provider.targets()).toEqual([{ provider: 'lamp', name: 'hall', environment: 'dev' }]);
  });

  it('changes by its protocol, which alone may send more than reads', async () => {
    const { change, riskByInput } = find('light');
    if (change === undefined) throw new TypeError('no protocol');
    const input = { name: 'hall' };
    const context = createContext({ change: { id: 'run/step', planId: 'pln_1' } });
    const seen = await change.doObserve(input, context);
    if (seen.status !== 'present') throw new TypeError(JSON.stringify(seen));
    expect(seen.output.objects).toMatchObject([{ effects: ['run/step'], resource: { name: 'hall' } }]);
    expect(await change.doDryRun(input, seen.output, context)).toEqual({ status: 'present', output: 'asked for 1' });
    expect(await change.doChange(input, seen.output, context)).toEqual({ status: 'present', output: 'lit' });
    expect(await change.doLook(input, seen.output, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, seen.output, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, seen.output, context)).toEqual({ status: 'present', output: 'out' });
    expect(transport.sent.slice(-2)).toEqual(['POST /v1/light hall', 'DELETE /v1/light']);
    expect(await find('light').doRun(input, context)).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    expect(await Promise.all(['toy', 'lamp', 'bomb'].map((name) => riskByInput?.riskOf({ name })))).toEqual([
      'read',
      'write',
      'write',
    ]);
  });

  it('ends with close, however often, and takes its transport along', async () => {
    await Promise.all([provider.close(), provider.close()]);
    expect(await isolated.isGone()).toBe(true);
    expect(transport.isClosed()).toBe(true);
    expect(await run('where')).toMatchObject({
      status: 'unknown',
      reason: { message: expect.stringContaining('was closed') },
    });
  });
});

describe('a provider that claims to read', () => {
  const http = { network: 'http' } as const;
  const send = (request: string): string =>
    `await transport.send(${request}, context.signal); return { status: 'present', output: { lit: true } };`;

  it.concurrent.each([
    [
      'a POST',
      `{ method: 'POST', path: '/v1/off' }`,
      /tried to send POST \/v1\/off in the action get, which only reads/,
    ],
    ['an unknown method', `{ method: 'PROPFIND', path: '/' }`, /unknown method/],
    ['a path that leads up', `{ method: 'GET', path: '/v1/%2e%2e/admin' }`, /none below the configured address/],
    ['another host', `{ method: 'GET', path: '//evil.test/' }`, /none below the configured address/],
    ['a login of its own', `{ method: 'GET', path: '/', headers: { authorization: 'x' } }`, /the header authorization/],
    [
      'a header with a line break',
      `{ method: 'GET', path: '/', headers: { accept: 'a\\r\\nb' } }`,
      /the header accept/,
    ],
  ])('and sends %s is refused and ended', async (_, request, why) => {
    const transport = createTestTransport();
    const { run, isGone, provider } = await isolate({ source: { run: send(request) }, manifest: http, transport });
    expect(await run()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', message: expect.stringMatching(why) },
    });
    expect(transport.sent).toEqual([]);
    expect(await isGone()).toBe(true);
    await provider.close();
  });

  it.concurrent('and sends a POST outside of every call is refused', async () => {
    const create = `setTimeout(() => transport.send({ method: 'POST', path: '/' }, new AbortController().signal), 0);`;
    const transport = createTestTransport();
    const { run, provider } = await isolate({ source: { create, run: never }, manifest: http, transport });
    expect(await run()).toMatchObject({ reason: { message: expect.stringMatching(/in no call|only reads/) } });
    expect(transport.sent).toEqual([]);
    await provider.close();
  });

  it.concurrent('reaches nothing in targets()', async () => {
    const members = `targets: async () => { await transport.send({ method: 'GET', path: '/' }, new AbortController().signal); return []; },`;
    const transport = createTestTransport();
    const { provider } = await isolate({ source: { members }, manifest: http, transport });
    await expect(provider.targets()).rejects.toMatchObject({
      message: expect.stringMatching(/GET \/ in targets, which reaches no/),
    });
    expect(transport.sent).toEqual([]);
    await provider.close();
  });

  it.concurrent('is given no transport where its network is none', async () => {
    const { run, provider } = await isolate({
      source: { run: give('{ lit: transport !== null }') },
      transport: createTestTransport(),
    });
    expect(await run()).toEqual({ status: 'present', output: { lit: false } });
    await provider.close();
  });

  it.concurrent('reads an answer only up to a length', async () => {
    const part = 'x'.repeat(100_000);
    const source = {
      run: `const { body } = await transport.send({ method: 'GET', path: '/' }, context.signal); try { for await (const part of body); } catch (error) { return { status: 'unknown', reason: { kind: 'truncated', message: error.message } }; }`,
    };
    const transport = createTestTransport([part, part, part]);
    const { run, provider } = await isolate({ source, manifest: http, transport, limits: { bodyBytes: 250_000 } });
    expect(await run()).toMatchObject({
      reason: { kind: 'truncated', message: 'The answer is longer than 250000 bytes.' },
    });
    await provider.close();
  });

  it.concurrent('hears why a request failed, and aborts one that hangs', async () => {
    const failing = createTestTransport([], async (request, signal) => {
      if (request.path === '/hang')
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      throw Object.assign(new TypeError('no route'), { code: 'ECONNREFUSED' });
    });
    const run = `try { await transport.send({ method: 'GET', path: '/x' }, context.signal); } catch (error) { context.notify({ message: error.code + ' ' + error.message }); }
      try { await transport.send({ method: 'GET', path: '/hang' }, AbortSignal.timeout(20)); } catch (error) { context.notify({ message: error.name }); } return { status: 'absent' };`;
    const { run: get, provider } = await isolate({ source: { run }, manifest: http, transport: failing });
    const told: string[] = [];
    expect(await get({ notify: ({ message }) => told.push(message) })).toEqual({ status: 'absent' });
    expect(told).toEqual(['ECONNREFUSED no route', 'TimeoutError']);
    await provider.close();
  });
});

describe('an answer', () => {
  it.concurrent('with a finding that is not registered ends the plugin', async () => {
    const actions = `defineAction({ name: 'analyze', description: 'Looks', risk: 'read', input: z.any(), output: analysisSchema, estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [],
      doRun: async () => ({ status: 'present', output: { findings: [], ruled_out: [{ code: 'LAMP-9', why: '', evidence: [] }], not_checked: [], figures: [] } }) }),`;
    const plugin = await readPlugin(writePackage(providerPackage({ actions })));
    const description = await describeProvider(plugin, providerOf(plugin), runner, { variables: {} });
    const { provider, isGone } = await isolate({ source: { actions }, description });
    expect(await provider.actions[1]?.doRun({}, createContext())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining('LAMP-9, which its provider has not registered') },
    });
    expect(await isGone()).toBe(true);
    await provider.close();
  });

  it.concurrent('that is given twice counts once, and ends the plugin', async () => {
    const line = `'{"kind":"return","id":1,"value":{"status":"absent"}}\\n'`;
    const source = { run: `(await import('node:fs')).writeSync(3, ${line} + ${line}); ${never}` };
    const { run, isGone, provider } = await isolate({ source });
    expect(await run()).toEqual({ status: 'absent' });
    expect(await isGone()).toBe(true);
    expect(await run()).toMatchObject({ reason: { message: expect.stringContaining('a call that is not open') } });
    await provider.close();
  });
});

describe('a runner without a permission system', () => {
  it.concurrent('runs a plugin apart, and ends what that started', async () => {
    const { plugin } = await isolate({
      source: {
        run: `const { spawn } = await import('node:child_process'); const { pid } = spawn('sleep', ['60'], { stdio: 'ignore' }); context.notify({ message: String(pid) }); ${give('{ lit: true }')}`,
      },
    });
    const words = runner.arguments.filter((word) => !word.startsWith('--allow'));
    const provider = createIsolatedProvider({
      ...{
        plugin,
        provider: providerOf(plugin),
        description: await describePlain(),
        variables: { PATH: process.env.PATH },
      },
      ...{
        runner: { program: process.execPath, arguments: words, isPermissioned: false },
        environment: 'dev',
        settings: {},
        transport: null,
      },
    });
    let started = 0;
    const context = createContext({
      notify: ({ message }) => {
        started = Number(message);
      },
    });
    expect(await provider.actions[0]?.doRun({ name: 'x' }, context)).toEqual({
      status: 'present',
      output: { lit: true },
    });
    expect(isRunning(started)).toBe(true);
    await provider.close();
    await expect.poll(() => isRunning(started)).toBe(false);
  });
});

describe('createNodeRunner', () => {
  it.each([
    ['26.10.0', true],
    ['25.0.0', true],
    ['24.9.0', false],
    ['22.19.0', false],
  ])('of Node %s has its permissions: %s', (version, isPermissioned) => {
    const made = createNodeRunner({ program: '/usr/bin/node', version, entry: '/opt/lib/plugin-runner.js' });
    expect(made).toMatchObject({ program: '/usr/bin/node', isPermissioned });
    expect(made.arguments.at(-1)).toBe('/opt/lib/plugin-runner.js');
    expect(made.arguments.includes('--allow-fs-read=/opt/lib/')).toBe(isPermissioned);
  });
});

describe('the targets of an isolated provider', () => {
  it.concurrent.each([
    [
      'another environment',
      `[{ provider: 'lamp', name: 'hall', environment: 'sandbox' }]`,
      /another environment than dev/,
    ],
    ['another provider', `[{ provider: 'kubernetes', name: 'hall', environment }]`, /the target of another provider/],
    ['none', '[]', /targets that are wrong/],
    ['control characters', `[{ provider: 'lamp', name: '\\u001b[2J', environment }]`, /targets that are wrong/],
    ['no list', 'null', /targets that are wrong/],
  ])('are refused when they name %s', async (_, targets, why) => {
    const { provider, isGone } = await isolate({ source: { members: `targets: async () => (${targets}),` } });
    await expect(provider.targets()).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringMatching(why),
    });
    expect(await isGone()).toBe(true);
    await provider.close();
  });

  it.concurrent('may say what is not configured, in their own words', async () => {
    const top = `import { CloudOpsError } from '@cloudops/spec';`;
    const members = `targets: async () => { throw new CloudOpsError({ code: 'LAMP_URL', message: 'The url is\\u0007 missing.', nextSteps: ['Set plugins.lamp.url.'] }); },`;
    const { provider, run } = await isolate({ source: { top, members } });
    await expect(provider.targets()).rejects.toMatchObject({
      code: 'PLUGIN_NOT_CONFIGURED',
      message:
        'The provider "lamp" of cloudops-plugin-lamp 1.2.3 cannot be used as it is configured: The url is\\u0007 missing.',
      nextSteps: ['Set plugins.lamp.url', expect.stringContaining('environments.dev')],
    });
    expect(await run()).toMatchObject({ status: 'present' });
    await provider.close();
  });
});

describe('the process of a plugin', () => {
  it.concurrent('ends when its provider does not let go of it', async () => {
    const source = { create: 'setInterval(() => {}, 1000);', members: `close: async () => { ${never} },` };
    const { provider, run, isGone } = await isolate({ source, limits: { closeMs: 100, graceMs: 100 } });
    await run();
    await provider.close();
    expect(await isGone()).toBe(true);
  });

  it.concurrent('is not started when its files are not those that were accepted', async () => {
    const { plugin, run, printed } = await isolate();
    writeFileSync(join(plugin.root, 'extra.js'), '');
    expect(await run()).toMatchObject({
      reason: { message: expect.stringContaining('has other files than those that were accepted') },
    });
    expect(printed).toEqual([]);
    const described = describeProvider(plugin, providerOf(plugin), runner, { variables: {} });
    await expect(described).rejects.toMatchObject({ code: 'PLUGIN_CHANGED' });
  });

  it.concurrent('that cannot be started is a fault of its own', async () => {
    const { plugin } = await isolate();
    const provider = createIsolatedProvider({
      ...{ plugin, provider: providerOf(plugin), description: await describePlain(), variables: {}, transport: null },
      runner: { program: '/no/such/node', arguments: [], isPermissioned: true },
      ...{ environment: 'dev', settings: {} },
    });
    await expect(provider.targets()).rejects.toMatchObject({
      message: expect.stringContaining('could not be started'),
    });
    await provider.close();
  });

  it.concurrent('uses the copy of a library that the plugin brought, and reads its other files', async () => {
    const files = providerPackage({
      top: `import { readFileSync } from 'node:fs'; import own from 'lamp-words';`,
      run: give(`{ lit: own === 'own' && readFileSync(new URL('./data.txt', import.meta.url), 'utf8') === 'here' }`),
    });
    const folder = join(writePackage({}), 'node_modules', 'cloudops-plugin-lamp');
    mkdirSync(dirname(folder), { recursive: true });
    writePackage({ ...files, 'data.txt': 'here' }, folder);
    writePackage(
      { 'package.json': { name: 'lamp-words', main: 'index.cjs' }, 'index.cjs': `module.exports = 'own';` },
      join(folder, '../lamp-words'),
    );
    const plugin = await readPlugin(folder, { origin: 'installed' });
    const provider = createIsolatedProvider({
      ...{ plugin, provider: providerOf(plugin), description: await describePlain(), variables: {}, runner },
      ...{ environment: 'dev', settings: {}, transport: null },
    });
    expect(await provider.actions[0]?.doRun({ name: 'x' }, createContext())).toEqual({
      status: 'present',
      output: { lit: true },
    });
    await provider.close();
  });
});
