import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createSigningKey,
  describeArtifact,
  fakeBinary,
  type ReleaseServer,
  startReleaseServer,
} from './__fixtures__/release-server.ts';
import type { ReleaseIndex } from './release-index.ts';
import { rollBack, type UpdateOptions, type UpdateResult, type UpdateStep, update } from './update.ts';

const key = createSigningKey();
const now = Date.parse('2026-11-23T12:00:00Z');
const limits = { idleMs: 200, totalMs: 1_500, attempts: 3, backoffMs: 5 };
const signal = new AbortController().signal;

let server: ReleaseServer;
let folder: string;
let file: string;

beforeEach(async () => {
  server = await startReleaseServer();
  folder = mkdtempSync(join(tmpdir(), 'cloudops-update-'));
  file = join(folder, 'cloudops');
  writeFileSync(file, fakeBinary('1.0.0'), { mode: 0o755 });
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const options = (change: Partial<UpdateOptions> = {}): UpdateOptions => ({
  ...{ file, version: '1.0.0', platform: 'test-x64', limits, signal, now },
  source: { url: server.url, keys: [key.publicKey] },
  memory: join(folder, 'state/update.json'),
  ...change,
});

function index(releases: ReleaseIndex['releases'], change: Partial<ReleaseIndex> = {}): ReleaseIndex {
  return {
    ...{ schema_version: 1, product: 'cloudops', releases },
    ...{ issued_at: '2026-11-23T00:00:00Z', expires_at: '2026-12-23T00:00:00Z' },
    ...change,
  };
}

/** Serves signed releases. */
function publish(...versions: readonly string[]): void {
  server.publish(
    index(versions.map((version) => ({ version, artifacts: [server.add(version, fakeBinary(version, 200_000))] }))),
    key,
  );
}

/** Runs a program of its own to its end. @returns the signal that ended it. */
function runToItsEnd(program: string, argument: object): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const args = ['--conditions=@cloudops/source', program, JSON.stringify(argument)];
    spawn(process.execPath, args, { stdio: 'ignore' }).on('close', (_, ended) => resolve(ended));
  });
}

const versionOf = (path: string): string => execFileSync(path, { encoding: 'utf8' }).split(/[/ ]/)[1] ?? '';
const codeOf = (work: Promise<UpdateResult>): Promise<string> =>
  work.then(
    ({ kind }) => kind,
    ({ code }) => code,
  );

describe('an update', () => {
  it('puts the newest release in place and keeps the one from before', async () => {
    publish('1.2.0', '1.10.0', '2.0.0-rc.1');
    expect(await update(options())).toEqual({
      ...{ kind: 'updated', from: '1.0.0', to: '1.10.0', previous: `${file}.previous` },
    });
    expect([versionOf(file), versionOf(`${file}.previous`)]).toEqual(['1.10.0', '1.0.0']);
    expect(readdirSync(folder).sort()).toEqual(['cloudops', 'cloudops.previous', 'state']);
  });

  it('only tells with check', async () => {
    publish('1.2.0');
    expect(await update(options({ check: true }))).toMatchObject({ kind: 'available', to: '1.2.0' });
    expect(server.requests).toEqual(['/releases.json.minisig', '/releases.json']);
    expect(readdirSync(folder).sort()).toEqual(['cloudops', 'state']);
  });

  it('does nothing when it is the newest', async () => {
    publish('1.0.0');
    expect(await codeOf(update(options()))).toBe('current');
  });

  it('goes to an older version only when that is named', async () => {
    publish('0.9.0');
    expect(await codeOf(update(options()))).toBe('UPDATE_DOWNGRADE');
    expect(await codeOf(update(options({ to: '0.9.0' })))).toBe('updated');
    expect(versionOf(file)).toBe('0.9.0');
  });

  it('rolls back and forward again without a connection', async () => {
    publish('1.2.0');
    await update(options());
    await server.close();
    expect(await rollBack({ file, version: '1.2.0', signal })).toMatchObject({ kind: 'rolled-back', to: '1.0.0' });
    expect([versionOf(file), versionOf(`${file}.previous`)]).toEqual(['1.0.0', '1.2.0']);
    await rollBack({ file, version: '1.0.0', signal });
    expect([versionOf(file), versionOf(`${file}.previous`)]).toEqual(['1.2.0', '1.0.0']);
  });

  it('has nothing to roll back to at first', async () => {
    expect(await codeOf(rollBack({ file, version: '1.0.0', signal }))).toBe('UPDATE_NOT_FOUND');
  });

  it.each(['9.9.9', '../../etc'])('refuses the version %s, which is not released', async (to) => {
    publish('1.2.0');
    expect(await codeOf(update(options({ to })))).toBe('UPDATE_NOT_FOUND');
  });

  it('refuses a platform without a binary', async () => {
    publish('1.2.0');
    expect(await codeOf(update(options({ platform: 'plan9-mips' })))).toBe('UPDATE_NOT_FOUND');
  });
});

describe('a list of releases', () => {
  const refused = async (change: Partial<UpdateOptions> = {}): Promise<string> => {
    const code = await codeOf(update(options(change)));
    expect(readFileSync(file)).toEqual(fakeBinary('1.0.0'));
    expect(server.requests.filter((request) => request.includes('.gz'))).toEqual([]);
    return code;
  };

  it('is refused with another signature', async () => {
    publish('1.2.0');
    const text = server.files.get('/releases.json')?.toString().replace('1.2.0', '1.2.1') ?? '';
    server.files.set('/releases.json', Buffer.from(text));
    expect(await refused()).toBe('UPDATE_UNSIGNED');
  });

  it('is refused when a key signed it that nobody trusts', async () => {
    publish('1.2.0');
    expect(await refused({ source: { url: server.url, keys: [createSigningKey().publicKey] } })).toBe(
      'UPDATE_UNSIGNED',
    );
  });

  it('is refused when its trusted comment was changed, or the signature is nonsense', async () => {
    publish('1.2.0');
    const signature = server.files.get('/releases.json.minisig')?.toString() ?? '';
    for (const text of [signature.replace('file:', 'File:'), '', 'x\n'.repeat(4), signature.replace('\nRU', '\nRW')]) {
      server.files.set('/releases.json.minisig', Buffer.from(text));
      expect(await refused()).toBe('UPDATE_UNSIGNED');
    }
  });

  it('is refused without its signature', async () => {
    publish('1.2.0');
    server.files.delete('/releases.json.minisig');
    expect(await refused()).toBe('UPDATE_UNREACHABLE');
  });

  it('is refused once it has expired', async () => {
    server.publish(index([], { expires_at: '2026-11-23T12:00:00Z' }), key);
    expect(await refused()).toBe('UPDATE_EXPIRED');
  });

  it('is refused when a later one was seen before', async () => {
    publish('1.0.0');
    expect(await codeOf(update(options()))).toBe('current');
    server.publish(index([{ version: '1.2.0', artifacts: [] }], { issued_at: '2026-11-22T23:59:59Z' }), key);
    expect(await refused()).toBe('UPDATE_REPLAYED');
  });

  it('is refused when it is signed and something else', async () => {
    server.publish({ ...index([]), product: 'other' } as never, key);
    expect(await refused()).toBe('UPDATE_INDEX_INVALID');
  });

  it('is refused when it names a file elsewhere', async () => {
    const { artifact } = describeArtifact('1.2.0', fakeBinary('1.2.0'));
    server.publish(index([{ version: '1.2.0', artifacts: [{ ...artifact, file: '../x' }] }]), key);
    expect(await refused()).toBe('UPDATE_INDEX_INVALID');
  });

  it('is refused when it is huge', async () => {
    publish('1.2.0');
    server.files.set('/releases.json', Buffer.alloc(1024 * 1024 + 1, 32));
    expect(await refused()).toBe('UPDATE_TAMPERED');
  });

  it('is not followed to another host, nor over plain http', async () => {
    publish('1.2.0');
    server.intercept = (_, response) => {
      response.writeHead(302, { location: 'https://elsewhere.test/releases.json' }).end();
      return true;
    };
    expect(await refused()).toBe('UPDATE_UNREACHABLE');
    expect(await refused({ source: { url: 'http://192.0.2.1/releases.json', keys: [key.publicKey] } })).toBe(
      'UPDATE_UNREACHABLE',
    );
  });

  it('is asked for again when the server fails, and no more often than allowed', async () => {
    publish('1.2.0');
    let failures = 2;
    server.intercept = (_, response) => {
      if (failures === 0) return false;
      failures -= 1;
      response.writeHead(503).end();
      return true;
    };
    expect(await codeOf(update(options({ check: true })))).toBe('available');
    failures = 100;
    const before = server.requests.length;
    expect(await codeOf(update(options({ check: true })))).toBe('UPDATE_UNREACHABLE');
    expect(server.requests.length - before).toBe(3);
  });

  it('is given up when nothing comes', async () => {
    server.intercept = () => true;
    expect(await refused()).toBe('UPDATE_UNREACHABLE');
  });
});

describe('a download', () => {
  const artifactPath = '/cloudops-1.2.0-test-x64.gz';
  const refused = async (): Promise<string> => {
    const code = await codeOf(update(options()));
    expect(readFileSync(file)).toEqual(fakeBinary('1.0.0'));
    expect(existsSync(`${file}.previous`)).toBe(false);
    return code;
  };

  it('is refused when another binary was put in its place', async () => {
    publish('1.2.0');
    server.files.set(artifactPath, describeArtifact('6.6.6', fakeBinary('6.6.6')).packed);
    expect(await refused()).toBe('UPDATE_UNREACHABLE');
    const swapped = Buffer.from(server.files.get(artifactPath) ?? []);
    publish('1.2.0');
    server.files.set(artifactPath, Buffer.concat([swapped, Buffer.alloc(300_000)]));
    expect(await refused()).toBe('UPDATE_TAMPERED');
  });

  it('is refused when a byte of it differs', async () => {
    publish('1.2.0');
    const content = Buffer.from(server.files.get(artifactPath) ?? []);
    content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
    server.files.set(artifactPath, content);
    expect(await refused()).toBe('UPDATE_TAMPERED');
    expect(readdirSync(folder).sort()).toEqual(['cloudops', 'state']);
  });

  it('is continued where the connection broke', async () => {
    publish('1.2.0');
    const content = server.files.get(artifactPath) ?? Buffer.alloc(0);
    let breaks = 1;
    server.intercept = (request, response) => {
      if (request.url !== artifactPath || breaks === 0) return false;
      breaks -= 1;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
      return true;
    };
    expect(await codeOf(update(options()))).toBe('updated');
    expect(server.requests.slice(2)).toEqual([artifactPath, `${artifactPath} bytes=100000-`]);
  });

  it('starts over when what an earlier run left was something else', async () => {
    publish('1.2.0');
    writeFileSync(join(folder, '.cloudops-1.2.0-test-x64.part'), Buffer.alloc(5_000, 7));
    expect(await codeOf(update(options()))).toBe('updated');
    expect(server.requests.slice(2)).toEqual([`${artifactPath} bytes=5000-`, artifactPath]);
  });

  it('is given up when it drips', async () => {
    publish('1.2.0');
    server.intercept = (request, response) => {
      if (request.url !== artifactPath) return false;
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
      return true;
    };
    const short = options({ limits: { ...limits, totalMs: 300, attempts: 2 } });
    expect(await codeOf(update(short))).toBe('UPDATE_UNREACHABLE');
  });

  it('is stopped by who asked for it', async () => {
    publish('1.2.0');
    const controller = new AbortController();
    server.intercept = (request) => {
      if (request.url === artifactPath) controller.abort(new DOMException('Interrupted.', 'AbortError'));
      return request.url === artifactPath;
    };
    await expect(update(options({ signal: controller.signal }))).rejects.toThrow('Interrupted.');
    expect(versionOf(file)).toBe('1.0.0');
  });

  it('is refused when it unpacks to more than was signed', async () => {
    const { artifact, packed } = describeArtifact('1.2.0', Buffer.alloc(5_000_000));
    server.files.set(artifactPath, packed);
    server.publish(index([{ version: '1.2.0', artifacts: [{ ...artifact, binary_size: 1000 }] }]), key);
    expect(await refused()).toBe('UPDATE_TAMPERED');
  });
});

describe('a binary', () => {
  it.each([
    ['does not start', Buffer.from('no program')],
    ['fails', Buffer.from('#!/bin/sh\nexit 3\n')],
    ['says that it is another version', fakeBinary('1.1.0')],
  ])('is not put in place when it %s', async (_, content) => {
    server.publish(index([{ version: '1.2.0', artifacts: [server.add('1.2.0', content)] }]), key);
    expect(await codeOf(update(options()))).toBe('UPDATE_BROKEN');
    expect(versionOf(file)).toBe('1.0.0');
    expect(existsSync(`${file}.previous`)).toBe(false);
  });

  it('is not rolled back to when it does not start', async () => {
    writeFileSync(`${file}.previous`, 'no program', { mode: 0o755 });
    expect(await codeOf(rollBack({ file, version: '1.0.0', signal }))).toBe('UPDATE_BROKEN');
    expect(versionOf(file)).toBe('1.0.0');
  });

  it('is left alone in a folder that cannot be written, before anything is fetched', async () => {
    publish('1.2.0');
    expect(await codeOf(update(options({ file: join(file, 'cloudops') })))).toBe('UPDATE_UNWRITABLE');
    expect(server.requests).toEqual([]);
  });

  it('is updated by one at a time', async () => {
    publish('1.2.0');
    writeFileSync(join(folder, '.cloudops-update.lock'), `${process.ppid}\n`);
    expect(await codeOf(update(options()))).toBe('UPDATE_BUSY');
  });

  it.each<UpdateStep>(['verified', 'downloaded', 'unpacked', 'started', 'switched'])(
    'works, and can be updated, after a run that died once it was %s',
    async (die) => {
      publish('1.2.0');
      const { signal: _, ...rest } = options();
      const program = fileURLToPath(new URL('./__fixtures__/update-once.ts', import.meta.url));
      expect(await runToItsEnd(program, { ...rest, die })).toBe('SIGKILL');
      expect(versionOf(file)).toBe(die === 'switched' ? '1.2.0' : '1.0.0');
      const result = await update(options({ version: versionOf(file) }));
      expect(result.kind).toBe(die === 'switched' ? 'current' : 'updated');
      expect(versionOf(file)).toBe('1.2.0');
      expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
    },
  );
});
