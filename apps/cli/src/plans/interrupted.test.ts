import { describe, expect, it } from 'vitest';
import { type ChangeScene, eventsOf, patience, setChangeScene } from '../__fixtures__/change-scene.ts';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';

describe('a command that ends in the middle of a change', patience, () => {
  /** Resolves with the first request that is no dry run, and says what becomes of it. */
  function whenChanged({ server }: ChangeScene, then: 'answered' | 'lost'): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.cluster.intercept = async (request) => {
      if (request.method !== 'PATCH' || request.path.includes('dryRun')) return undefined;
      server.cluster.intercept = () => undefined;
      if (then === 'answered') {
        resolve();
        return undefined;
      }
      const answer = await server.cluster.transport.send(request, new AbortController().signal);
      resolve();
      return new Promise<typeof answer>(() => undefined);
    };
    return promise;
  }

  it('by SIGINT says what became of the change, and records it', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const after = whenChanged(scene, 'answered');
    const args = ['investigate', scene.scale(3), '--approve'];
    const result = await user.json(args, { interrupt: { signal: 'SIGINT', after } });
    expect(result).toMatchObject({
      status: 130,
      document: { report: { status: 'failed', changes: [{ outcome: { state: 'undone' } }] } },
    });
    expect(server.replicas()).toBe(2);
    expect((await eventsOf(scene)).at(-1)).toBe('execution.finished interrupted');
    expectTidy(result);
  });

  it('by SIGKILL is looked at again, and repeats nothing', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const after = whenChanged(scene, 'lost');
    const killed = await user.run(['investigate', scene.scale(3), '--approve'], {
      interrupt: { signal: 'SIGKILL', after },
    });
    expect(killed.status).toBe(null);
    const listed = await user.json(['runs', 'list']);
    const { runs } = listed.document as { runs: readonly { id: string }[] };
    const id = runs[0]?.id ?? '';
    const shown = await user.json(['runs', 'show', id]);
    expect(shown.document).toMatchObject({
      report: { status: 'partial', changes: [{ outcome: { state: 'unknown' } }] },
    });
    const resumed = await user.json(['runs', 'resume', id]);
    expect(resumed).toMatchObject({
      status: 0,
      document: { report: { status: 'completed', changes: [{ outcome: { state: 'changed' } }] } },
    });
    expect(server.replicas()).toBe(3);
    expect(server.generation()).toBe(2);
    expect((await eventsOf(scene)).slice(-2)).toEqual(['execution.resumed started', 'execution.finished completed']);
    for (const result of [listed, shown, resumed]) expectTidy(result);
  });
});
