import { afterAll, describe, expect, it } from 'vitest';
import { isolate } from '../__fixtures__/isolate.ts';
import { type ProviderSource, removeFolders } from '../__fixtures__/write-plugin.ts';
import type { PluginLimits } from '../protocol/limits.ts';

interface Contained {
  readonly source: ProviderSource | string;
  readonly limits?: Partial<PluginLimits>;
  /** Whether it is told to stop as soon as it tells that it began. */
  readonly isStopped?: boolean;
}

const forge = (message: object): string =>
  `const fs = await import('node:fs'); fs.writeSync(3, JSON.stringify(${JSON.stringify(message)}) + '\\n'); await new Promise(() => {});`;
const busy = 'for (;;) {}';
const began = `context.notify({ message: 'began' });`;
const never = 'await new Promise(() => {});';
const small = { heapMebibytes: 40 };

/** What a plugin does, and how the reason says it. */
const faults: Readonly<Record<string, readonly [Contained, RegExp]>> = {
  'throws when it is loaded': [{ source: 'throw new Error("no engine")' }, /could not be loaded: no engine/],
  'does not parse': [{ source: 'export const = ;' }, /could not be loaded: Unexpected token/],
  'exports nothing': [{ source: 'console.error("pid", process.pid)' }, /could not be loaded: .*createProvider/],
  'throws in createProvider': [
    { source: { create: 'throw new Error("no lamp")' } },
    /threw in createProvider: no lamp/,
  ],
  'throws what is no error': [{ source: { create: 'throw null' } }, /threw in createProvider: null/],
  'throws in doRun': [{ source: { run: 'throw new Error("dark")' } }, /threw in get \(doRun\): dark/],
  'throws outside of its calls': [
    { source: { run: `setTimeout(() => { throw new Error('late') }, 1); ${never}` } },
    /threw outside of its calls: late/,
  ],
  'rejects outside of its calls': [
    { source: { run: `Promise.reject(new Error('lost')); ${never}` } },
    /threw outside of its calls: lost/,
  ],
  'never ends loading': [{ source: { top: never }, limits: { loadMs: 700 } }, /did not load within 0.7 s/],
  'computes for ever when it is loaded': [{ source: { top: busy }, limits: { loadMs: 700 } }, /did not load within/],
  'never answers': [
    { source: { run: began + never }, limits: { graceMs: 200 }, isStopped: true },
    /went on in the action get for 0.2 s after it was told to stop/,
  ],
  'computes for ever': [
    { source: { run: began + busy }, limits: { graceMs: 200 }, isStopped: true },
    /went on in the action get/,
  ],
  'ends itself': [{ source: { run: 'process.exit(0)' } }, /ended by itself with status 0/],
  'ends itself when it is loaded': [{ source: { top: 'process.exit(3)' } }, /ended by itself with status 3/],
  'floods its output': [
    {
      source: {
        run: `const fs = await import('node:fs'); for (;;) try { fs.writeSync(1, 'x'.repeat(65536)); } catch {}`,
      },
      limits: { printedBytes: 1_000_000 },
    },
    /printed more than 1 MiB/,
  ],
  'floods its error output': [
    {
      source: { run: `setInterval(() => console.error('y'.repeat(65536)), 0); ${never}` },
      limits: { printedBytes: 500_000 },
    },
    /printed more than 0.5 MiB/,
  ],
  'tells of its progress without end': [
    { source: { run: `for (;;) context.notify({ message: 'x' });` } },
    /told of its progress more than 100000 times/,
  ],
  'counts without end': [{ source: { run: 'for (;;) context.countCall();' } }, /counted more than 1000000 requests/],
  'returns too much': [
    {
      source: { run: `return { status: 'unknown', reason: { kind: 'failed', message: 'x'.repeat(3e6) } };` },
      limits: { messageBytes: 2_000_000 },
    },
    /sent a message of more than 1.9 MiB/,
  ],
  'fills the heap': [
    { source: { run: 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));' }, limits: small },
    /used more than 40 MiB of memory/,
  ],
  'fills memory past the heap': [
    {
      source: { run: 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));' },
      limits: { residentBytes: 300 * 1024 * 1024 },
    },
    /used more than 300 MiB of memory/,
  ],
  'sends messages without end': [
    {
      source: {
        run: `const fs = await import('node:fs'); for (;;) try { fs.writeSync(3, '{"kind":"count","id":1,"times":1}\\n'); } catch {}`,
      },
    },
    /more than 20000 messages/,
  ],
  'asks the time without end': [
    { source: { run: `const fs = await import('node:fs'); for (;;) fs.writeSync(4, Buffer.alloc(4000));` } },
    /flooded the host with questions/,
  ],
  'sleeps without end': [
    { source: { run: `for (;;) context.clock.sleep(1e9);` }, limits: { asks: 50 } },
    /asked for more than 50 things at once/,
  ],
  'returns another output': [
    { source: { run: `return { status: 'present', output: { lit: 'yes' } };` } },
    /output that breaks its schema at lit/,
  ],
  'returns what JSON cannot carry': [{ source: { run: `return { status: 'present', output: 1n };` } }, /BigInt|schema/],
  'has a key that reaches prototypes': [
    {
      source: {
        run: `return { status: 'absent', ['__proto__']: 1, toJSON: () => JSON.parse('{"__proto__":{"hit":1}}') };`,
      },
    },
    /the key "__proto__"/,
  ],
  'answers a call that nobody made': [
    { source: { run: forge({ kind: 'return', id: 99, value: 1 }) } },
    /an answer to a call that is not open/,
  ],
  'tells of a call that nobody made': [
    { source: { run: forge({ kind: 'count', id: 7, times: 1 }) } },
    /news of a call/,
  ],
  'asks for a call that nobody made': [
    { source: { run: forge({ kind: 'ask', id: 1, call: 9, what: 'sleep', ms: 1 }) } },
    /in a call that is not open/,
  ],
  'says that it is loaded again': [{ source: { run: forge({ kind: 'opened' }) } }, /a second answer to being loaded/],
  'sends what is no message': [{ source: { run: forge({ kind: 'format-disk' }) } }, /a message that is none of ours/],
  'sends what is no JSON': [
    { source: { run: `(await import('node:fs')).writeSync(3, 'ho ho ho\\n'); ${never}` } },
    /text that is not JSON/,
  ],
  'writes a file': [
    { source: { run: `(await import('node:fs')).writeFileSync('/tmp/cloudops-plugin-was-here', 'x');` } },
    /does not allow, and was refused: FileSystemWrite \/tmp\/cloudops-plugin-was-here/,
  ],
  'writes a file and hides that it could not': [
    { source: { run: `try { (await import('node:fs')).writeFileSync('/tmp/x', 'x'); } catch {} ${never}` } },
    /refused: FileSystemWrite/,
  ],
  'writes a database': [
    { source: { run: `new (await import('node:sqlite')).DatabaseSync('/tmp/cloudops-plugin.db');` } },
    /refused: FileSystemWrite node:sqlite/,
  ],
  'has the engine write files': [
    {
      source: {
        run: `(await import('node:v8')).setFlagsFromString('--redirect-code-traces-to=/tmp/cloudops-plugin');`,
      },
    },
    /refused: EngineFlags v8.setFlagsFromString/,
  ],
  'starts a process': [
    { source: { run: `(await import('node:child_process')).execSync('true');` } },
    /refused: ChildProcess/,
  ],
  'starts a worker': [
    { source: { run: `new (await import('node:worker_threads')).Worker('', { eval: true });` } },
    /refused: WorkerThreads node:worker_threads/,
  ],
  'starts a worker for its imports': [
    { source: { run: `(await import('node:module')).register('data:text/javascript,');` } },
    /refused: WorkerThreads module.register/,
  ],
  'opens a connection': [
    { source: { run: `(await import('node:net')).connect(9, '127.0.0.1'); ${never}` } },
    /refused: Net 127.0.0.1/,
  ],
  fetches: [{ source: { run: `await fetch('http://127.0.0.1:9999/');` } }, /refused: Net/],
  'ends its host': [{ source: { run: `process.kill(process.ppid, 'SIGKILL');` } }, /refused: Signal process.kill/],
  'slows its host': [
    { source: { run: `(await import('node:os')).setPriority(process.ppid, 19);` } },
    /refused: Signal os.setPriority/,
  ],
  'has other actions than it described': [
    { source: { action: `description: 'Reads a bulb',` } },
    /describes its actions otherwise than before/,
  ],
};

afterAll(removeFolders);

describe('a plugin that', () => {
  it.concurrent.each(Object.entries(faults))('%s is ended, and named', async (_, [contained, why]) => {
    const { source, limits = {}, isStopped = false } = contained;
    const { run, isGone, provider, printed } = await isolate({ source, limits });
    const stop = new AbortController();
    const notify = (): void => (isStopped ? stop.abort() : undefined);
    const clock = { now: () => 0, sleep: () => new Promise<never>(() => {}) };
    const evidence = await run({ signal: stop.signal, clock, notify });
    expect(evidence).toMatchObject({ status: 'unknown', reason: { message: expect.stringMatching(why) } });
    expect(evidence.reason?.message).toContain('The plugin cloudops-plugin-lamp 1.2.3 ');
    if (printed.length > 0) expect(await isGone()).toBe(true);
    // From now on each call says so, and starts nothing.
    expect(await run()).toEqual(evidence);
    await expect(provider.targets()).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringMatching(why),
    });
    await provider.close();
  });
});
