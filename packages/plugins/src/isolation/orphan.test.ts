import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../__fixtures__/is-running.ts';

const script = fileURLToPath(new URL('../__fixtures__/abandon.ts', import.meta.url));

/** Starts a host. @returns the process id of its plugin, once it runs. */
async function startHost(how: string): Promise<{ readonly host: ReturnType<typeof spawn>; readonly plugin: number }> {
  const host = spawn(process.execPath, ['--conditions=@cloudops/source', script, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = (await once(host.stdout, 'data')) as [Uint8Array];
  return { host, plugin: Number(Buffer.from(text).toString().slice(4)) };
}

describe('a plugin whose host is gone', () => {
  it.concurrent('ends, also while it computes for ever', async () => {
    const { host, plugin } = await startHost('busy');
    expect(isRunning(plugin)).toBe(true);
    host.kill('SIGKILL');
    for (let tries = 0; tries < 250 && isRunning(plugin); tries += 1) await wait(20);
    expect(isRunning(plugin)).toBe(false);
  });

  it.concurrent('ends with a host that forgot to close it, and does not keep that', async () => {
    const { host, plugin } = await startHost('idle');
    const [status] = host.exitCode === null ? await once(host, 'exit') : [host.exitCode];
    expect(status).toBe(0);
    for (let tries = 0; tries < 100 && isRunning(plugin); tries += 1) await wait(20);
    expect(isRunning(plugin)).toBe(false);
  });
});
