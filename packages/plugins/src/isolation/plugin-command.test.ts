import type { PluginCommand } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { runner } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import { readPlugin } from '../manifest/read-plugin.ts';
import { type PluginCommandOptions, runPluginCommand } from './plugin-command.ts';

interface Ran {
  readonly status: Promise<number>;
  readonly printed: readonly string[];
  readonly aside: readonly string[];
}

async function start(
  body: string,
  options: Partial<PluginCommandOptions> = {},
  more: Partial<PluginCommand> = {},
): Promise<Ran> {
  const command = { name: 'lamp on', description: 'Lights.', module: './on.js', network: 'none', ...more } as const;
  const cloudops = { specificationVersion: 'v1', commands: [command] };
  const root = writePackage({
    'package.json': { name: 'cloudops-plugin-lamp', version: '1.2.3', type: 'module', cloudops },
    'on.js': `export async function run({ arguments: words, settings, transport, signal, print }) { ${body} }`,
  });
  const [printed, aside]: [string[], string[]] = [[], []];
  const status = runPluginCommand({
    ...{ plugin: await readPlugin(root), command, arguments: ['hall', '--dim'], runner, variables: {} },
    ...{ settings: { url: 'x' }, transport: null, signal: new AbortController().signal },
    print: (text) => printed.push(text),
    onPrint: (line) => aside.push(line),
    ...options,
  });
  status.catch(() => {});
  return { status, printed, aside };
}

afterAll(removeFolders);

describe('a command of a plugin', () => {
  it.concurrent('is given its words and settings, prints, and returns its status', async () => {
    const { status, printed, aside } = await start(
      `print(words.join(' ') + ' ' + settings.url + '\\n'); print('\\u001b[2Jdone\\n'); console.log('aside'); return 3;`,
    );
    expect(await status).toBe(3);
    expect(printed).toEqual(['hall --dim x\n', '\\u001b[2Jdone\n']);
    expect(aside).toEqual(['aside']);
  });

  it.concurrent('reads over the transport of its host, and sends nothing else', async () => {
    const transport = createTestTransport();
    const send = (method: string): string =>
      `const answer = await transport.send({ method: '${method}', path: '/' }, signal); return answer.status === 200 ? 0 : 1;`;
    const reads = await start(send('GET'), { transport }, { network: 'http' });
    expect(await reads.status).toBe(0);
    const writes = await start(send('PUT'), { transport }, { network: 'http' });
    await expect(writes.status).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringContaining('PUT /'),
    });
    expect(transport.sent).toEqual(['GET /']);
    expect(transport.isClosed()).toBe(true);
  });

  it.concurrent.each([
    ['throws', `throw new Error('dark');`, 'PLUGIN_COMMAND_FAILED', /threw in the command "lamp on": dark/],
    ['returns no status', `return 'fine';`, 'PLUGIN_COMMAND_FAILED', /returned no exit status/],
    ['returns another status', 'return 256;', 'PLUGIN_COMMAND_FAILED', /returned no exit status/],
    ['ends itself', 'process.exit(0);', 'PLUGIN_FAILED', /ended by itself with status 0/],
    ['starts a process', `(await import('node:child_process')).spawnSync('true');`, 'PLUGIN_FAILED', /ChildProcess/],
    ['writes a file', `(await import('node:fs')).writeFileSync('x', '');`, 'PLUGIN_FAILED', /FileSystemWrite/],
  ])('that %s fails by its name', async (_, body, code, message) => {
    const { status } = await start(body);
    await expect(status).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.concurrent('is told to stop, and then ended', async () => {
    const stop = new AbortController();
    const stops = await start(
      `const end = new Promise((done) => signal.addEventListener('abort', done)); print('ready'); await end; return 130;`,
      { signal: stop.signal, print: () => stop.abort() },
    );
    expect(await stops.status).toBe(130);
    const end = new AbortController();
    const goesOn = await start(`print('ready'); for (;;) {}`, { signal: end.signal, print: () => end.abort() });
    await expect(goesOn.status).rejects.toMatchObject({ message: expect.stringContaining('went on in run for 2 s') });
  });
});
