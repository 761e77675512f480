import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Json, maximumPlanFileBytes, type PlanFile } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { samplePlanFile, signature } from '../__fixtures__/plan-file.ts';
import { assertUnaltered, readPlanFile } from './read-plan-file.ts';
import { assertPlanWritable, type Overwrite, writePlanFile } from './write-plan-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudops-plans-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = samplePlanFile();
let count = 0;

/** A path below the test's folder that was not used before. */
function fresh(): string {
  count += 1;
  return join(folder, `${count}.plan.json`);
}

function written(text: string): string {
  const path = fresh();
  writeFileSync(path, text);
  return path;
}

/** The file with something at a place that is not there by right. */
function changed(change: (draft: { [key: string]: Json }) => void): string {
  const draft = JSON.parse(JSON.stringify(file));
  change(draft);
  return written(JSON.stringify(draft));
}

async function refusalOf(path: string): Promise<string> {
  return readPlanFile(path).then(
    () => 'read',
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );
}

describe('readPlanFile', () => {
  it('reads what writePlanFile wrote', async () => {
    const path = fresh();
    await writePlanFile(path, file, 'unapproved-plan');
    const read = await readPlanFile(path);
    expect(read).toEqual(file);
    expect(() => assertUnaltered(path, read)).not.toThrow();
  });

  it('follows a link', async () => {
    const path = fresh();
    symlinkSync(written(JSON.stringify(file)), path);
    expect(await readPlanFile(path)).toEqual(file);
  });

  it.each([
    ['nothing', () => join(folder, 'no.plan.json'), /^PLAN_UNREADABLE: .*no\.plan\.json.*no such file/],
    ['a folder', () => folder, /^PLAN_UNREADABLE: .*it is a folder/],
    ['an empty file', () => written(''), /^PLAN_INVALID: .*it is empty/],
    ['half a plan', () => written(JSON.stringify(file).slice(0, -200)), /^PLAN_INVALID: .*JSON is refused/],
    ['bytes that are no text', () => written('\u0000'.repeat(8)), /^PLAN_INVALID: .*JSON is refused/],
    ['a list', () => written('[]'), /^PLAN_INVALID: .*no JSON object/],
    [
      'another kind',
      () =>
        changed((draft) => {
          draft.kind = 'List';
        }),
      /its kind is "List"/,
    ],
    [
      'a newer version',
      () =>
        changed((draft) => {
          draft.schema_version = 2;
        }),
      /another version \(schema_version 2;/,
    ],
    ['an earlier version', () => written(JSON.stringify(file.plan)), /saved by an earlier version/],
    [
      'an extra key',
      () =>
        changed((draft) => {
          draft.note = 'x';
        }),
      /the file: .*note/,
    ],
    [
      'a step without an action',
      () => written(JSON.stringify(file).replace('"action":', '"acton":')),
      /plan\.steps\[0\]/,
    ],
    [
      'the same name twice',
      () => written(JSON.stringify(file).replace('{', '{"kind":"List",')),
      /a key is there twice/,
    ],
    [
      '__proto__',
      () => written(JSON.stringify(file).replace('"inputs":{', '"inputs":{"__proto__":{"x":1},')),
      /__proto__/,
    ],
    ['great depth', () => written(`${'['.repeat(500_000)}`), /nested too deep/],
  ])('refuses %s in a sentence', async (_, make, why) => {
    expect(await refusalOf(make())).toMatch(why);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('reads no more than a plan can have', async () => {
    const path = fresh();
    writeFileSync(path, Buffer.alloc(100 * 1024 * 1024, 32));
    const before = process.memoryUsage().rss;
    expect(await refusalOf(path)).toMatch(/^PLAN_INVALID: .*more than 4 MiB/);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
    rmSync(path);
    expect(await refusalOf('/dev/zero')).toMatch(/more than 4 MiB/);
    expect(maximumPlanFileBytes).toBe(4 * 1024 * 1024);
  });

  it('repeats no control of what it refuses', async () => {
    const path = changed((draft) => {
      draft.kind = '\u001b[2J';
    });
    expect(await refusalOf(path)).not.toContain('\u001b');
  });
});

describe('assertUnaltered', () => {
  it('names what was changed after it was made', () => {
    const { plan } = file;
    const altered: PlanFile = { ...file, plan: { ...plan, inputs: { ...plan.inputs, replicas: 9 } } };
    expect(() => assertUnaltered('x', altered)).toThrow(/changed after it was made/);
    const swapped: PlanFile = { ...file, decision: { ...file.decision, plan_id: `pln_${'0'.repeat(64)}` } };
    expect(() => assertUnaltered('x', swapped)).toThrow(/about another plan/);
  });
});

describe('writePlanFile', () => {
  const other: PlanFile = samplePlanFile({ replicas: 7 });
  const approved: PlanFile = { ...file, approvals: [signature] };

  it('writes for its owner alone and leaves nothing beside it', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    const path = join(inside, 'a.plan.json');
    await writePlanFile(path, file, 'unapproved-plan');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(inside)).toEqual(['a.plan.json']);
  });

  const cases: readonly (readonly [string, PlanFile | null, Overwrite, RegExp | null])[] = [
    ['an older plan that nobody approved', other, 'unapproved-plan', null],
    ['the same plan that was approved', approved, 'unapproved-plan', /was approved/],
    ['anything else', null, 'unapproved-plan', /is no plan/],
    ['the same plan, to add an approval', approved, 'same-plan', null],
    ['another plan, to add an approval', other, 'same-plan', /holds another plan/],
    ['anything, when asked to', null, 'anything', null],
  ];
  it.each(cases)('over %s', async (_, old, overwrite, refusal) => {
    const before = old === null ? 'mine' : JSON.stringify(old);
    const path = written(before);
    const writing = writePlanFile(path, file, overwrite);
    if (refusal === null) {
      await writing;
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(file);
    } else {
      await expect(writing).rejects.toThrow(refusal);
      expect(readFileSync(path, 'utf8')).toBe(before);
    }
  });

  it('writes through a link, and not to a link that leads nowhere', async () => {
    const path = fresh();
    const target = written(JSON.stringify(other));
    symlinkSync(target, path);
    await writePlanFile(path, file, 'unapproved-plan');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(file);
    const dangling = fresh();
    symlinkSync(join(folder, 'nowhere'), dangling);
    await expect(writePlanFile(dangling, file, 'anything')).rejects.toThrow(/a link to nothing/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('can tell beforehand, and then writes nothing', async () => {
    const path = fresh();
    await assertPlanWritable(path, file, 'same-plan');
    expect(existsSync(path)).toBe(false);
    const taken = written(JSON.stringify(other));
    await expect(assertPlanWritable(taken, file, 'same-plan')).rejects.toThrow(/holds another plan/);
    await expect(assertPlanWritable(join(folder, 'no/plan.json'), file, 'same-plan')).rejects.toThrow(/does not exist/);
  });

  it('says why it cannot write', async () => {
    await expect(writePlanFile(join(folder, 'no/such/plan.json'), file, 'anything')).rejects.toThrow(
      /its folder does not exist/,
    );
    await expect(writePlanFile(folder, file, 'anything')).rejects.toThrow(/it is a folder/);
    if (process.getuid?.() === 0) return;
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(writePlanFile(join(locked, 'a.json'), file, 'anything')).rejects.toThrow(/may not write/);
  });
});
