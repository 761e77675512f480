import type { Decision } from '@cloudops/spec';
import { createInProcessEngine } from './in-process-engine.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { PolicyData, PolicySource, ValidatedCache } from './policy-source.ts';
import { createWorkerEngine } from './worker-engine.ts';

/** Decides plans under one set of policies, loaded once. */
export interface PolicyEngine {
  /** Resolves when the policies are in force. @throws CloudOpsError with the reason why they are not. */
  ready(): Promise<void>;
  /** Never rejects: policies that do not load, a crash, a time-out are a `deny` with `errors`. */
  decide(request: PolicyRequest): Promise<Decision>;
  /** `sha256:` of what is in force. @throws CloudOpsError when it could not be read. */
  digest(): Promise<string>;
  /** People, freezes, budgets and roles that are in force. @throws CloudOpsError when they could not be read. */
  data(): Promise<PolicyData>;
  /** Ends the worker. May be called twice; what is asked later is denied. */
  close(): Promise<void>;
}

/** How to make a {@link PolicyEngine}. */
export interface PolicyEngineOptions {
  /** Called once, at once. Synchronous reading lets the worker start before the caller's own work blocks. */
  load(): PolicySource | Promise<PolicySource>;
  /** Whether Cedar runs in a thread of its own, so that its start overlaps other work. Default true. */
  readonly worker?: boolean;
  /** Where a bundler put this package's `./worker` entry. */
  readonly workerUrl?: URL;
  /** For loading and deciding together. Default 10,000. */
  readonly timeoutMs?: number;
  readonly validatedCache?: ValidatedCache;
}

/** Makes an engine and begins to load; the first decision waits for that. */
export function createPolicyEngine(options: PolicyEngineOptions): PolicyEngine {
  return options.worker === false ? createInProcessEngine(options) : createWorkerEngine(options);
}
