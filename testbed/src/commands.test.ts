import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './commands.ts';
import { isGoNewEnough } from './go.ts';

let folder = '';
const notified: string[] = [];
const run = (...line: string[]): Promise<string> =>
  runCommand([...line, '--folder', folder], (text) => void notified.push(text));

beforeEach(async () => {
  notified.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'cloudops-testbed-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('lists every scenario, one a line', async () => {
    const lines = (await run('list')).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines).toContainEqual(expect.stringMatching(/^HC-01 +one hot pod of three, inside its limit$/));
  });

  it('says that nothing runs, and how to change that', async () => {
    expect(await run('status')).toBe(`nothing runs in ${folder}\n`);
    await expect(run('kubeconfig')).rejects.toMatchObject({
      code: 'NOT_RUNNING',
      nextSteps: ['Start one: pnpm testbed up'],
    });
  });

  it('ends nothing when nothing runs', async () => {
    expect(await run('down')).toBe('');
    expect(notified).toEqual([`nothing runs in ${folder}`]);
  });

  it.each([
    [['frobnicate'], 'There is no command "frobnicate"'],
    [['apply'], 'pnpm testbed apply needs the id of a scenario'],
    [['fleet', '--pods', 'many'], '--pods must be a whole number above 0, not "many"'],
    [['list', 'a', 'b'], 'Unexpected argument "b"'],
    [['up', '--frob'], "Unknown option '--frob'"],
  ])('refuses %j', async (line, message) => {
    await expect(run(...line)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  it('shows how it is used without a command', async () => {
    expect(await runCommand([], () => undefined)).toContain('usage: pnpm testbed COMMAND');
  });
});

describe('isGoNewEnough', () => {
  it.each([
    ['go1.26.8', true],
    ['go1.30', true],
    ['go1.25.9', false],
    ['go1.19.8', false],
    ['devel', false],
  ])('judges %s', (version, enough) => {
    expect(isGoNewEnough(version)).toBe(enough);
  });
});
