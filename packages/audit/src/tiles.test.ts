import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditRecord } from './__fixtures__/audit-record.ts';
import { fill, temporaryFolder, temporaryLog } from './__fixtures__/temporary-log.ts';
import { toRecordBytes } from './log/record-bytes.ts';
import { leafHash } from './merkle/hash.ts';
import { createTreeNodes } from './merkle/memory-tree.ts';
import { tilePath } from './tile-path.ts';
import { exportTiles } from './tiles.ts';

describe('exportTiles', () => {
  it('writes nothing for an empty log', async () => {
    expect(await exportTiles(temporaryLog().log, temporaryFolder())).toEqual({ size: 0, files: [] });
  });

  it('writes the files of each size, full tiles and partial ones', async () => {
    const { log } = temporaryLog();
    const expected = new Map([
      [1, ['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1']],
      [255, ['checkpoint', 'tile/0/000.p/255', 'tile/entries/000.p/255']],
      [256, ['checkpoint', 'tile/0/000', 'tile/1/000.p/1', 'tile/entries/000']],
      [
        257,
        [
          'tile/0/000',
          'tile/0/001.p/1',
          'tile/1/000.p/1',
          'tile/entries/000',
          'tile/entries/001.p/1',
          'checkpoint',
        ].sort(),
      ],
    ]);
    let filled = 0;
    for (const [size, files] of expected) {
      await fill(log, size, filled);
      filled = size;
      expect(await exportTiles(log, temporaryFolder())).toEqual({ size, files });
    }
  });

  it('fills them with hashes, framed records and the signed checkpoint', async () => {
    const { log } = temporaryLog();
    await fill(log, 257);
    const folder = temporaryFolder();
    await exportTiles(log, folder);
    const records = Array.from({ length: 257 }, (_, index) => toRecordBytes(auditRecord(index)));
    const nodes = createTreeNodes(records.map(leafHash));
    const file = (path: string): Buffer => readFileSync(join(folder, path));
    const hashes = (level: number, count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, (_, at) => nodes(level, at)));
    expect(file('tile/0/000')).toEqual(hashes(0, 256));
    expect(file('tile/0/001.p/1')).toEqual(Buffer.from(nodes(0, 256)));
    expect(file('tile/1/000.p/1')).toEqual(hashes(8, 1));
    const last = Buffer.from(records[256] ?? []);
    expect(file('tile/entries/001.p/1')).toEqual(Buffer.concat([Buffer.of(last.length >> 8, last.length & 255), last]));
    expect(file('checkpoint').toString()).toBe(await log.checkpoint());
  });

  it('into the folder of an earlier export mends what is wrong there and leaves the rest alone', async () => {
    const { log } = temporaryLog();
    await fill(log, 257);
    const folder = temporaryFolder();
    const { files } = await exportTiles(log, folder);
    const times = (): readonly number[] => files.map((file) => statSync(join(folder, file)).mtimeMs);
    const before = files.map((file) => readFileSync(join(folder, file)));
    for (const file of files) utimesSync(join(folder, file), 1, 1);
    writeFileSync(join(folder, 'tile/0/000'), 'altered');
    await exportTiles(log, folder);
    expect(files.map((file) => readFileSync(join(folder, file)))).toEqual(before);
    expect(files.filter((_, at) => times()[at] !== 1000)).toEqual(['checkpoint', 'tile/0/000']);
  });

  it('names the file that it could not write', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    const work = exportTiles(log, join(options.path, 'folder'));
    await expect(work).rejects.toMatchObject({
      code: 'AUDIT_IO_FAILED',
      message: expect.stringContaining('tile/entries'),
    });
  });
});

describe('tilePath', () => {
  it.each([
    [{ level: '0', number: 0, entries: 256 }, 'tile/0/000'],
    [{ level: '1', number: 5, entries: 255 }, 'tile/1/005.p/255'],
    [{ level: 'entries', number: 1000, entries: 1 }, 'tile/entries/x001/000.p/1'],
    [{ level: '0', number: 1_234_067, entries: 256 }, 'tile/0/x001/x234/067'],
  ])('of %j is %s', (name, path) => {
    expect(tilePath(name)).toBe(path);
  });
});
