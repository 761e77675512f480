import { setTimeout } from 'node:timers/promises';
import { createKubernetesProvider, recordNames, triageAction } from '@cloudops/executor-k8s';
import type { ActionContext, Evidence } from '@cloudops/spec';
import type { Target } from './target.ts';

/** Reads a snapshot once, in this process, and times all analyzers over it; the best of three. Seconds. */
export async function timeAnalyzers(what: string, kubeconfigPath: string): Promise<Target> {
  const provider = createKubernetesProvider({ version: '0.0.0', kubeconfigPath });
  try {
    const snapshot = provider.actions.find(({ name }) => name === 'snapshot');
    const steps: Record<string, Evidence<unknown>> = {};
    for (const record of recordNames) {
      const evidence = await snapshot?.doRun({ record, namespace: null }, context);
      if (evidence !== undefined) steps[record] = evidence;
    }
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now();
      await triageAction.doRun({ scope: {}, steps }, context);
      times.push((performance.now() - start) / 1000);
    }
    const detail = `snapshot, indexes, every analyzer and the join; best of ${times.length}`;
    return { name: `analyzers over ${what}, s`, value: Math.min(...times), atMost: 2, detail };
  } finally {
    await provider.close();
  }
}

const context: ActionContext = {
  signal: AbortSignal.timeout(600_000),
  clock: {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await setTimeout(ms, undefined, { signal });
    },
  },
  target: { provider: 'kubernetes', name: 'bench', environment: 'dev' },
  notify: () => undefined,
  countCall: () => undefined,
};
