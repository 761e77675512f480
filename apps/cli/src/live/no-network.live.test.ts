import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QuietScene, quietCommands } from '../__fixtures__/quiet-commands.ts';
import { clusterConfig, setQuietScene } from '../__fixtures__/quiet-scene.ts';
import { createCliUser } from '../__fixtures__/run-cli.ts';

const user = createCliUser();
const log = join(user.home, 'system-calls');
/** A network namespace without a single interface that is up, and each system call that could leave it written down. */
const isolated = ['unshare', '--net', 'strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', log];
const cases = Object.entries(quietCommands).flatMap(([words, list]) =>
  list.map((one, position) => ({ title: list.length === 1 ? words : `${words} (${position + 1})`, one })),
);

let scene: QuietScene;
beforeAll(async () => {
  scene = await setQuietScene(user);
}, 120_000);
afterAll(() => user.remove());

/** System calls to an address, except that of a socket in the file system. */
function readAttempts(): readonly string[] {
  const isAddressed = (line: string): boolean => /sa_family=(?!AF_UNIX|AF_NETLINK)/.test(line);
  return readFileSync(log, 'utf8').split('\n').filter(isAddressed);
}

async function run(
  line: readonly string[],
): Promise<{ readonly status: number | null; readonly attempts: readonly string[] }> {
  rmSync(log, { force: true });
  rmSync(scene.fresh(''), { recursive: true, force: true });
  mkdirSync(scene.fresh(''));
  const { status } = await user.run(line, { under: isolated });
  return { status, attempts: readAttempts() };
}

describe('in a namespace without a network', () => {
  it.each(cases)('$title does its work without a system call that would leave', async ({ one: { line, status } }) => {
    expect(await run(line(scene))).toEqual({ status, attempts: [] });
  });

  it('a command that was asked to go out is seen to try', async () => {
    user.write('.kube/config', clusterConfig('http://192.0.2.1:6443'));
    const { status, attempts } = await run(['triage', '--timeout', '20']);
    expect(status).toBe(6);
    expect(attempts.join('\n')).toContain('192.0.2.1');
  });
});
