import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditRecord } from './__fixtures__/audit-record.ts';
import { buildGoProgram } from './__fixtures__/go-program.ts';
import { temporaryFolder, temporaryLog } from './__fixtures__/temporary-log.ts';
import type { AuditLog } from './log/audit-log.ts';
import { exportTiles } from './tiles.ts';

let program = '';
beforeAll(async () => {
  program = await buildGoProgram('tessera', 'github.com/transparency-dev/tessera/cmd/fsck');
}, 600_000);

/** What the unmodified `fsck` of transparency-dev/tessera says of an export; it ends with status 0 even when it finds faults. */
function fsck(folder: string, verifierKey: string): { readonly isGood: boolean; readonly output: string } {
  const keyFile = join(temporaryFolder(), 'key.pub');
  writeFileSync(keyFile, verifierKey);
  const flags = [
    '--ui=false',
    '-v=1',
    '--N=4',
    `--storage_url=${pathToFileURL(folder).href}/`,
    `--public_key=${keyFile}`,
  ];
  const { status, stderr } = spawnSync(program, flags, { encoding: 'utf8' });
  return { isGood: status === 0 && !/fsck failed/.test(stderr) && /Completed ranges/.test(stderr), output: stderr };
}

async function filled(size: number): Promise<{ log: AuditLog; folder: string; key: string }> {
  const { log } = temporaryLog();
  const batch = (from: number) =>
    Array.from({ length: Math.min(1000, size - from) }, (_, at) => auditRecord(from + at));
  for (let from = 0; from < size; from += 1000) await log.appendMany(batch(from));
  const folder = temporaryFolder();
  await exportTiles(log, folder);
  return { log, folder, key: (await log.verifierKey()) ?? '' };
}

describe("tessera's fsck", () => {
  it.each([1, 255, 256, 257, 70_000])(
    'accepts the export of a log of %d records',
    async (size) => {
      const { folder, key } = await filled(size);
      const { isGood, output } = fsck(folder, key);
      expect(output).not.toMatch(/failed/);
      expect(isGood).toBe(true);
    },
    120_000,
  );

  it('refuses one changed byte of a record, of a hash and of the checkpoint, and a foreign key', async () => {
    const { folder, key } = await filled(70_000);
    for (const path of ['tile/entries/100', 'tile/0/200', 'tile/1/000', 'checkpoint']) {
      const file = join(folder, path);
      const before = readFileSync(file);
      const after = Buffer.from(before);
      const at = path === 'checkpoint' ? before.indexOf('70000') : before.length - 20;
      after.writeUInt8(after.readUInt8(at) ^ 1, at);
      writeFileSync(file, after);
      expect(fsck(folder, key), path).toMatchObject({ isGood: false });
      writeFileSync(file, before);
    }
    expect(fsck(folder, key)).toMatchObject({ isGood: true });
    const stranger = await filled(1);
    expect(fsck(folder, stranger.key)).toMatchObject({ isGood: false });
  }, 120_000);
});
