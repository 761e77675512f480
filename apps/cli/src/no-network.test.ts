import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { asksOut, type QuietScene, quietCommands } from './__fixtures__/quiet-commands.ts';
import { clusterConfig, listCommandWords, setQuietScene } from './__fixtures__/quiet-scene.ts';
import { createUser } from './__fixtures__/scene.ts';

const hook = new URL('__fixtures__/deny-network.ts', import.meta.url).href;
const cases = Object.entries(quietCommands).flatMap(([words, list]) =>
  list.map((one, position) => ({ title: list.length === 1 ? words : `${words} (${position + 1})`, one })),
);

describe('the list of commands that stay at home', () => {
  it('has every command', () => {
    expect(Object.keys(quietCommands).sort()).toEqual(listCommandWords());
  });

  it('says how each that can go out is asked to', () => {
    expect(Object.keys(asksOut).filter((words) => quietCommands[words] === undefined)).toEqual([]);
  });
});

describe('with every way to the network denied', () => {
  const user = createUser();
  const log = join(user.home, 'attempts');
  let scene: QuietScene;
  beforeAll(async () => {
    scene = await setQuietScene(user);
  }, 120_000);

  const run = async (
    line: readonly string[],
  ): Promise<{ readonly status: number | null; readonly attempts: string }> => {
    rmSync(log, { force: true });
    const fresh = scene.fresh('');
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    const { status, stderr } = await user.run(line, {
      environment: { NODE_OPTIONS: `--import ${hook}`, NETWORK_LOG: log },
    });
    expect(stderr).not.toContain('[UNEXPECTED]');
    return { status, attempts: existsSync(log) ? readFileSync(log, 'utf8') : '' };
  };

  it.each(cases)(
    '$title does its work, and tries none',
    async ({ one: { line, status } }) => {
      expect(await run(line(scene))).toEqual({ status, attempts: '' });
    },
    60_000,
  );

  it('would be noticed', async () => {
    const kubeconfig = user.write('kube', clusterConfig('http://cluster.invalid'));
    rmSync(log, { force: true });
    const environment = { NODE_OPTIONS: `--import ${hook}`, NETWORK_LOG: log, KUBECONFIG: kubeconfig };
    await user.run(['triage'], { environment });
    expect(readFileSync(log, 'utf8')).toContain('cluster.invalid');
  });
});
