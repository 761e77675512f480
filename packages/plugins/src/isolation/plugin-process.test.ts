import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning } from '../__fixtures__/is-running.ts';
import { createContext, describePlain, isolate, providerOf, runner } from '../__fixtures__/isolate.ts';
import { providerPackage, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { describeProvider } from './describe-provider.ts';
import { createIsolatedProvider } from './isolated-provider.ts';

const never = 'await new Promise(() => {});';
const give = (expression: string): string => `return { status: 'present', output: ${expression} };`;

afterAll(removeFolders);

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
