import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { telemetrySettingsSchema } from '../../configuration/telemetry-settings.ts';
import { toBucket } from './add-ended-command.ts';
import { isDue, sendUsage } from './send-usage.ts';
import { addCount, mostCounts, readUsageFile, subtractCounts, type UsageFile, writeUsageFile } from './usage-file.ts';
import { renderUsagePayload } from './usage-payload.ts';
import { findUsageState } from './usage-state.ts';

const place = { version: '0.1.0', os: 'linux', arch: 'x64', runtime: 'node 26' };
const row = { command: 'audit list', playbook: null, exit_code: 0, duration: '<1s' } as const;
const hour = 60 * 60 * 1000;

const empty: UsageFile = {
  schema_version: 1,
  install_id: '0b9dbe9f-6d0c-4d8c-9d3a-3f6c8d2f5a10',
  endpoint: 'http://127.0.0.1:1/usage',
  ...{ counts: [], since: 0, attempts: 0, tried_at: 0 },
};

function filePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-usage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state', 'telemetry.json');
}

async function startReceiver(status: number): Promise<{ readonly url: string; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(status, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/usage`, bodies };
}

describe('findUsageState', () => {
  const settings = telemetrySettingsSchema.parse({ usage: { endpoint: empty.endpoint } });
  const state = (environment: NodeJS.ProcessEnv, file: UsageFile | null, own = settings) =>
    findUsageState({ settings: own, environment, file });

  it('is on after a yes to the configured address, and only then', () => {
    expect(state({}, empty).kind).toBe('on');
    expect(state({}, null)).toEqual({ kind: 'off', why: 'nobody turned it on' });
    expect(state({}, { ...empty, endpoint: 'https://other.example' }).kind).toBe('off');
    expect(state({}, empty, telemetrySettingsSchema.parse({})).kind).toBe('off');
  });

  it.each([
    [{ DO_NOT_TRACK: '1' }, 'DO_NOT_TRACK is set'],
    [{ DO_NOT_TRACK: 'true' }, 'DO_NOT_TRACK is set'],
    [{ CI: 'true' }, 'CI is set'],
    [{ CI: 'woodpecker' }, 'CI is set'],
  ])('is off with %j, whatever was said', (environment, why) => {
    expect(state(environment, empty)).toEqual({ kind: 'off', why });
  });

  it.each([{ DO_NOT_TRACK: '0' }, { CI: 'false' }, { CI: '' }])('is not turned off by %j', (environment) => {
    expect(state(environment, empty).kind).toBe('on');
  });
});

describe('the address', () => {
  const parse = (endpoint: string): boolean => telemetrySettingsSchema.safeParse({ usage: { endpoint } }).success;

  it('is encrypted, or of this machine', () => {
    expect(parse('https://usage.example.com/v1')).toBe(true);
    expect(parse('http://127.0.0.1:8080/v1')).toBe(true);
    expect(parse('http://usage.example.com/v1')).toBe(false);
    expect(parse('https://user:word@usage.example.com/v1')).toBe(false);
    expect(parse('file:///etc/passwd')).toBe(false);
  });
});

describe('what is counted', () => {
  it('adds up by command, playbook, exit code and bucket', () => {
    const once = addCount(empty, row, 5);
    const twice = addCount(once, row, 9);
    expect(twice.counts).toEqual([{ ...row, count: 2 }]);
    expect(twice.since).toBe(5);
  });

  it('is bounded', () => {
    let file = empty;
    for (let code = 0; code < mostCounts + 50; code += 1) file = addCount(file, { ...row, exit_code: code }, 1);
    expect(file.counts).toHaveLength(mostCounts);
  });

  it('loses exactly what was sent, in any order of counting', () => {
    const rows = fc.array(
      fc.record({
        command: fc.constantFrom('audit list', 'triage'),
        playbook: fc.constantFrom(null, 'k8s-triage'),
        exit_code: fc.constantFrom(0, 2),
        duration: fc.constantFrom('<1s' as const, '<10s' as const),
      }),
      { maxLength: 20 },
    );
    const total = (file: UsageFile): number => file.counts.reduce((sum, { count }) => sum + count, 0);
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const sent = before.reduce((file, one) => addCount(file, one, 1), empty);
        const more = after.reduce((file, one) => addCount(file, one, 2), sent);
        const left = subtractCounts(more, sent.counts, 3);
        expect(total(left)).toBe(after.length);
        expect(subtractCounts(left, left.counts, 4).counts).toEqual([]);
      }),
    );
  });

  it('is for its owner’s eyes', () => {
    const path = filePath();
    writeUsageFile(path, empty);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readUsageFile(path)).toEqual(empty);
  });

  it('does not count when somebody wrote into its file', () => {
    const path = filePath();
    const forged = { ...empty, counts: [{ ...row, count: 1, command: 'rm -rf /; my secret' }] };
    writeUsageFile(path, forged);
    expect(readUsageFile(path)).toBeNull();
  });

  it.each([
    [0, '<0.1s'],
    [99.9, '<0.1s'],
    [100, '<1s'],
    [59_999, '<60s'],
    [1e9, '>=60s'],
  ])('puts %d ms into %s', (ms, bucket) => {
    expect(toBucket(ms)).toBe(bucket);
  });
});

describe('isDue', () => {
  const counted = addCount(empty, row, 0);
  it.each([
    ['nothing was counted', empty, 48 * hour, false],
    ['it was counted lately', counted, hour, false],
    ['a day has passed', counted, 24 * hour, true],
    ['the clock was set back', counted, -hour, false],
    ['much was counted', { ...counted, counts: [{ ...row, count: 50 }] }, 1, true],
    ['it has just failed', { ...counted, attempts: 1, tried_at: 24 * hour }, 24.5 * hour, false],
    ['it failed an hour ago', { ...counted, attempts: 1, tried_at: 24 * hour }, 25 * hour, true],
  ] as const)('when %s', (_, file, now, due) => {
    expect(isDue(file, now)).toBe(due);
  });
});

describe('sendUsage', () => {
  const now = 48 * hour;
  const prepare = (endpoint: string, parts: Partial<UsageFile> = {}): string => {
    const path = filePath();
    writeUsageFile(path, { ...addCount({ ...empty, endpoint }, row, 0), ...parts });
    return path;
  };
  const send = (path: string, signal = new AbortController().signal, at = now): Promise<boolean> =>
    sendUsage({ path, place, now: () => at, signal });

  it('sends exactly the bytes that are shown, and forgets them', async () => {
    const { url, bodies } = await startReceiver(204);
    const path = prepare(url);
    const shown = renderUsagePayload(readUsageFile(path), place);
    expect(await send(path)).toBe(false);
    expect(bodies).toEqual([shown]);
    expect(readUsageFile(path)).toMatchObject({ counts: [], attempts: 0 });
  });

  it('tries once more, an hour later, and then gives it up', async () => {
    const { url, bodies } = await startReceiver(503);
    const path = prepare(url);
    expect(await send(path)).toBe(true);
    expect(await send(path)).toBe(false);
    expect(bodies).toHaveLength(1);
    expect(await send(path, undefined, now + hour)).toBe(true);
    expect(bodies).toHaveLength(2);
    expect(readUsageFile(path)).toMatchObject({ counts: [], attempts: 0 });
  });

  it('follows nobody elsewhere', async () => {
    const { url, bodies } = await startReceiver(307);
    expect(await send(prepare(url))).toBe(true);
    expect(bodies).toHaveLength(1);
  });

  it('is given up when the command ends', async () => {
    const { url } = await startReceiver(204);
    const path = prepare(url);
    expect(await send(path, AbortSignal.abort())).toBe(true);
    expect(readUsageFile(path)?.attempts).toBe(1);
  });

  it('brings nothing back that was turned off meanwhile', async () => {
    const path = filePath();
    const server = createServer((_, response) => {
      rmSync(path);
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    writeUsageFile(path, { ...addCount(empty, row, 0), endpoint: `http://127.0.0.1:${port}/` });
    await send(path);
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });

  it('holds nothing but what the page about it lists', () => {
    const payload = JSON.parse(renderUsagePayload(addCount(empty, row, 0), place)) as Record<string, unknown>;
    expect(Object.keys(payload)).toEqual([
      ...['schema_version', 'install_id', 'version', 'os', 'arch', 'runtime', 'commands'],
    ]);
    expect(Object.keys((payload.commands as object[])[0] ?? {})).toEqual([
      ...['command', 'playbook', 'exit_code', 'duration', 'count'],
    ]);
  });
});
