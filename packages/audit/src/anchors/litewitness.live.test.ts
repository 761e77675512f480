import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { buildGoProgram } from '../__fixtures__/go-program.ts';
import { forge, leavesOf, rewrite, tamper } from '../__fixtures__/tampering.ts';
import { clock, fill, origin, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { readKey } from '../log/key-file.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { emptyRoot } from '../merkle/hash.ts';
import { createNoteSigner } from '../note/note-key.ts';
import type { CheckpointAnchor } from './anchor.ts';
import { createWitnessAnchor } from './witness-anchor.ts';

/** Programs of OpenSSH, which the witness takes its key from. */
const openSsh = { agent: 'ssh-agent', keygen: 'ssh-keygen', add: 'ssh-add' } as const;

let program = '';
beforeAll(async () => {
  program = await buildGoProgram('litewitness', 'filippo.io/torchwood/cmd/litewitness');
}, 600_000);

function stopped(child: ChildProcess): ChildProcess {
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** An ssh-agent with a new key, which is where this witness keeps its own. */
async function startAgent(folder: string): Promise<{ readonly socket: string; readonly fingerprint: string }> {
  const [socket, keyFile] = [join(folder, 's'), join(folder, 'k')];
  stopped(spawn(openSsh.agent, ['-D', '-a', socket], { stdio: 'ignore' }));
  while (!existsSync(socket)) await setTimeout(10);
  execFileSync(openSsh.keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  execFileSync(openSsh.add, ['-q', keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  const [, fingerprint = ''] = execFileSync(openSsh.keygen, ['-l', '-f', keyFile], { encoding: 'utf8' }).split(' ');
  return { socket, fingerprint };
}

interface Witness {
  readonly url: string;
  readonly verifierKey: string;
  /** What its operator does for every log that it shall watch. */
  watch(logKey: string): void;
}

async function startWitness(): Promise<Witness> {
  const folder = temporaryFolder();
  const { socket, fingerprint } = await startAgent(folder);
  const [port, database] = [await freePort(), join(folder, 'w.db')];
  const flags = ['-name=witness.test/w', `-db=${database}`, `-ssh-agent=${socket}`, `-key=${fingerprint}`];
  const child = stopped(
    spawn(program, [...flags, `-listen=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] }),
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new TypeError(said);
    await setTimeout(20);
  }
  const [, verifierKey = ''] = /vkey="?([^"\s]+)/.exec(said) ?? [];
  return { url, verifierKey, watch: (logKey) => watch(database, logKey) };
}

/** As its `witnessctl add-log` and `add-key` do. */
function watch(path: string, logKey: string): void {
  const database = new DatabaseSync(path, { timeout: 5000 });
  const root = Buffer.from(emptyRoot()).toString('base64');
  database.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(origin, root);
  database.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(origin, logKey);
  database.close();
}

function anchorOf({ url, verifierKey }: Witness, log: AuditLog): CheckpointAnchor {
  return createWitnessAnchor({ url, verifierKey, receipts: () => log.receipts(), fetch, clock });
}

async function kinds(log: AuditLog, anchor: CheckpointAnchor): Promise<readonly string[]> {
  return (await log.anchor([anchor])).map((outcome) => outcome.kind);
}

describe('a stock C2SP witness', () => {
  it('cosigns a log that grows, and our verifier takes its cosignature', async () => {
    const witness = await startWitness();
    const { log } = temporaryLog();
    await fill(log, 3);
    const anchor = anchorOf(witness, log);
    expect(await log.anchor([anchor])).toMatchObject([{ kind: 'failed' }]);
    witness.watch((await log.verifierKey()) ?? '');
    for (const size of [3, 4, 300, 300]) {
      await log.appendMany(Array.from({ length: size }, (_, index) => auditRecord(index)));
      expect(await log.anchor([anchor])).toMatchObject([{ kind: 'anchored', size }]);
    }
    expect((await log.receipts())[0]?.note).toMatch(/\n\u2014 witness\.test\/w /);
    expect(await log.verify({ anchors: [anchor] })).toMatchObject({
      kind: 'verified',
      anchors: [{ kind: 'continued', size: 300 }],
      anchorage: { kind: 'anchored', size: 300 },
    });
    // A client without receipts learns from the witness's answer what it has seen.
    const forgetful = createWitnessAnchor({ ...witness, receipts: async () => [], fetch, clock });
    await fill(log, 310, 300);
    expect(await kinds(log, forgetful)).toEqual(['anchored']);
  }, 60_000);

  it.each<[string, (leaves: Uint8Array[]) => Uint8Array[], number]>([
    ['a fork', (leaves) => leaves.slice(0, 15), 60],
    ['a full rewrite', (leaves) => leaves.map(forge), 0],
    ['a full rewrite that grew', (leaves) => leaves.map(forge), 60],
    ['a cut', (leaves) => leaves.slice(0, 15), 0],
  ])(
    'refuses %s signed with the stolen key',
    async (_, change, grown) => {
      const witness = await startWitness();
      const temporary = temporaryLog();
      const { options } = temporary;
      await fill(temporary.log, 20);
      witness.watch((await temporary.log.verifierKey()) ?? '');
      expect(await kinds(temporary.log, anchorOf(witness, temporary.log))).toEqual(['anchored']);
      await temporary.log.close();
      const key = readKey(options.keyFolder);
      if (key === null) throw new TypeError('no key');
      tamper(options.path, (db) => rewrite(db, change(leavesOf(db)), createNoteSigner(origin, key)));
      const log = openAuditLog(options);
      if (grown > 0) await fill(log, grown, 30);
      expect(await kinds(log, anchorOf(witness, log))).toEqual(['refused']);
      await log.close();
    },
    60_000,
  );
});
