/** @import { RunPluginCommand } from '@cloudops/spec' */

/**
 * `cloudops acme ping`: its exit status is 0 where acme answers.
 *
 * @type {RunPluginCommand}
 */
export async function run({ transport, signal, print }) {
  if (transport === null) {
    print('Where acme answers is not configured: set plugins.acme.url in config.yaml.\n');
    return 2;
  }
  const startedAt = performance.now();
  try {
    const { status } = await transport.send({ method: 'GET', path: '/health' }, signal);
    print(`${transport.endpoint} answered ${status} in ${Math.round(performance.now() - startedAt)} ms\n`);
    return status === 200 ? 0 : 1;
  } catch (error) {
    print(`${transport.endpoint} does not answer: ${error instanceof Error ? error.message : 'unknown'}\n`);
    return 6;
  }
}
