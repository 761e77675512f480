import type { ActionProgress, Evidence, Provider } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext, type Isolated, isolate, providerOf, runner } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { providerPackage, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { describeProvider } from './describe-provider.ts';

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

afterAll(removeFolders);

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
