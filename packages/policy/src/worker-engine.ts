import { policyDigest } from './digest.ts';
import type { PolicyEngine, PolicyEngineOptions } from './engine.ts';
import { isValidated, rememberValidated } from './load-policy-set.ts';
import type { PolicyData } from './policy-source.ts';
import { PolicyThread } from './policy-thread.ts';

/** Makes an engine that runs Cedar in a worker thread, started before this returns. */
export function createWorkerEngine(options: PolicyEngineOptions): PolicyEngine {
  const thread = new PolicyThread(options.workerUrl ?? defaultWorkerUrl(), options.timeoutMs ?? 10_000);
  const loading = load(options, thread);
  loading.catch((error: unknown) => thread.fail(error));
  return {
    ready: () => thread.ready(),
    decide: (request) => thread.decide(request),
    digest: async () => (await loading).digest,
    data: async () => (await loading).data,
    close: () => thread.close(),
  };
}

async function load(
  options: PolicyEngineOptions,
  thread: PolicyThread,
): Promise<{ readonly digest: string; readonly data: PolicyData }> {
  const loading = options.load();
  const source = loading instanceof Promise ? await loading : loading;
  const digest = policyDigest(source);
  const known = isValidated(options.validatedCache, digest);
  thread.load({ kind: 'load', source, digest, validate: !known }, () => {
    if (!known) rememberValidated(options.validatedCache, digest);
  });
  return { digest, data: source.data };
}

function defaultWorkerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
