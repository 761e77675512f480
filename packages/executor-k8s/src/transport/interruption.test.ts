import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeKubeconfig } from '../__fixtures__/temporary-kubeconfig.ts';
import { createClusterTransport } from './cluster-transport.ts';

const request = { method: 'GET', path: '/version' } as const;
const stopped = new Error('stopped');

/** A server that takes connections and never says a word. */
async function startSilent(): Promise<{ readonly url: string; readonly connected: Promise<Socket> }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connected = once(server, 'connection').then(([socket]) => socket as Socket);
  return { url: `https://127.0.0.1:${(server.address() as { port: number }).port}`, connected };
}

describe('an interrupted transport', () => {
  it('gives up a handshake that never ends at once, and closing it closes the socket', async () => {
    const { url, connected } = await startSilent();
    const transport = createClusterTransport({ kubeconfigPath: await writeKubeconfig({ server: url }) });
    const controller = new AbortController();
    const answer = transport.send(request, controller.signal).catch((error: unknown) => error);
    const socket = (await connected).resume();
    const startedAt = performance.now();
    controller.abort(stopped);
    expect(await answer).toBe(stopped);
    const ended = once(socket, 'close');
    await transport.close();
    await ended;
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it('does not wait for an exec plugin, and closing it ends the plugin', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'sleep 60 & sleep 60'] };
    const kubeconfigPath = await writeKubeconfig({ server: 'https://127.0.0.1:1', user: { exec } });
    const transport = createClusterTransport({ kubeconfigPath, environment: { PATH: process.env.PATH } });
    const startedAt = performance.now();
    await expect(transport.send(request, AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    await transport.close();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    const again = transport.send(request, new AbortController().signal);
    await expect(again).rejects.toMatchObject({ code: 'PROVIDER_CLOSED' });
  });
});
