import { policyDigest } from './digest.ts';
import type { PolicyEngine, PolicyEngineOptions } from './engine.ts';
import { isValidated, rememberValidated } from './load-policy-set.ts';
import { PolicyThread } from './policy-thread.ts';

/** Makes an engine that runs Cedar in a worker thread, started before this returns. */
export function createWorkerEngine(options: PolicyEngineOptions): PolicyEngine {
  const thread = new PolicyThread(options.workerUrl ?? defaultWorkerUrl(), options.timeoutMs ?? 10_000);
  const digest = load(options, thread);
  digest.catch((error: unknown) => thread.fail(error));
  return {
    ready: () => thread.ready(),
    decide: (request) => thread.decide(request),
    digest: () => digest,
    close: () => thread.close(),
  };
}

async function load(options: PolicyEngineOptions, thread: PolicyThread): Promise<string> {
  const loading = options.load();
  const source = loading instanceof Promise ? await loading : loading;
  const digest = policyDigest(source);
  const known = isValidated(options.validatedCache, digest);
  thread.load({ kind: 'load', source, digest, validate: !known }, () => {
    if (!known) rememberValidated(options.validatedCache, digest);
  });
  return digest;
}

function defaultWorkerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
