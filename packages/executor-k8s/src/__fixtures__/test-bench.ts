import type { Action, ActionContext, Evidence, Provider } from '@cloudops/spec';
import { createKubernetesProvider, type KubernetesProviderOptions } from '../provider.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import { writeKubeconfig } from './temporary-kubeconfig.ts';

/** A context whose clock never waits, and that remembers what it was told. */
export interface TestContext extends ActionContext {
  readonly slept: number[];
  readonly messages: string[];
  calls: number;
}

/** Makes a {@link TestContext}; time begins at 2026-11-22T12:00:00Z and moves by sleeping only. */
export function createTestContext(signal: AbortSignal = new AbortController().signal): TestContext {
  let now = Date.UTC(2026, 10, 22, 12);
  const context: TestContext = {
    signal,
    slept: [],
    messages: [],
    calls: 0,
    target: { provider: 'kubernetes', name: 'test', environment: 'dev' },
    clock: {
      now: () => now,
      async sleep(ms, sleeping) {
        sleeping?.throwIfAborted();
        context.slept.push(ms);
        now += ms;
      },
    },
    notify: ({ message }) => void context.messages.push(message),
    countCall: () => {
      context.calls += 1;
    },
  };
  return context;
}

/** A provider over the real transport, pointed at a fake server. */
export async function connectTo(url: string, options: Partial<KubernetesProviderOptions> = {}): Promise<Provider> {
  const kubeconfigPath = await writeKubeconfig({ server: url, user: { token: 'test-token' } });
  const transport = createClusterTransport({ kubeconfigPath, environment: {}, connectTimeoutMs: 2000 });
  return createKubernetesProvider({ transport, version: '0.1.0', ...options });
}

/** Runs an action as the executor does: input checked, then `doRun`, then output checked. */
export async function runAction(
  provider: Provider,
  name: string,
  input: unknown,
  context: ActionContext,
): Promise<Evidence<never>> {
  const action: Action | undefined = provider.actions.find((item) => item.name === name);
  if (action === undefined) throw new RangeError(`no action ${name}`);
  const parsed = action.input.parse(input);
  action.permissions(parsed);
  const evidence = await action.doRun(parsed, context);
  if (evidence.output !== undefined) action.output.parse(evidence.output);
  return JSON.parse(JSON.stringify(evidence)) as Evidence<never>;
}
