import { Worker } from 'node:worker_threads';
import type { Decision } from '@cloudops/spec';
import { denyAll } from './deny.ts';
import { createInvalidPolicyError, createPolicyError } from './errors.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

type Load = Extract<ToWorker, { kind: 'load' }>;

interface Waiting {
  readonly request: PolicyRequest;
  readonly timer: NodeJS.Timeout;
  settle(decision: Decision): void;
}

/**
 * A worker thread that decides. Holds the process only while somebody waits for it. Once it failed (crash, time-out,
 * policies that do not load) it stays failed: everything asked is denied.
 */
export class PolicyThread {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #waiting: Map<number, Waiting> = new Map();
  readonly #loaded: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  #failure: Error | undefined;
  #onLoaded: () => void = () => undefined;
  #next = 0;

  constructor(url: URL, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#loaded.promise.catch(() => undefined);
    // An empty environment: the thread needs no credential, so it holds none.
    this.#worker = new Worker(url, { name: 'cloudops-policy', env: {} });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('messageerror', (error) => this.fail(error));
    this.#worker.on('error', (error) => this.fail(error));
    this.#worker.on('exit', (status) => this.fail(new Error(`it ended with status ${status}`)));
    // Last: listening to messages holds the process again.
    this.#worker.unref();
  }

  /** Sends the policies. `onLoaded` runs when they are in force. */
  load(message: Load, onLoaded: () => void): void {
    this.#onLoaded = onLoaded;
    this.#worker.postMessage(message);
  }

  /** Resolves when the policies are in force. Bounded by the time-out. */
  async ready(): Promise<void> {
    const timer = setTimeout(() => this.fail(this.#timedOut()), this.#timeoutMs);
    this.#worker.ref();
    try {
      await this.#loaded.promise;
    } finally {
      clearTimeout(timer);
      this.#release();
    }
  }

  /** Decides, or denies. Never rejects. */
  decide(request: PolicyRequest): Promise<Decision> {
    if (this.#failure !== undefined) return Promise.resolve(denyAll(request, [this.#failure.message]));
    const id = this.#next++;
    const { promise, resolve } = Promise.withResolvers<Decision>();
    // An answer that has arrived while this thread was busy is read before the time-out counts.
    const timer = setTimeout(() => setImmediate(() => this.#expire(id)), this.#timeoutMs);
    this.#waiting.set(id, { request, timer, settle: resolve });
    this.#worker.ref();
    try {
      this.#worker.postMessage({ kind: 'decide', id, request: onlyNeeded(request) } satisfies ToWorker);
    } catch (error) {
      this.#settle(id, denyAll(request, [messageOf(error)]));
    }
    return promise;
  }

  /** Denies what waits and what will be asked, and ends the thread. The first reason stays. */
  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    const failure = asPolicyError(reason);
    this.#failure = failure;
    this.#loaded.reject(failure);
    for (const [id, { request }] of [...this.#waiting]) this.#settle(id, denyAll(request, [failure.message]));
    void this.#worker.terminate();
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.fail(createPolicyError({ code: 'POLICY_ENGINE_FAILED', message: 'The policy engine is closed' }));
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'decided') this.#settle(message.id, message.decision);
    else if (message.kind === 'invalid') this.fail(createInvalidPolicyError(message.problems));
    else if (message.kind === 'failed') this.fail(new Error(message.message));
    else {
      this.#loaded.resolve();
      this.#onLoaded();
    }
  }

  #settle(id: number, decision: Decision): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    this.#release();
    waiting.settle(decision);
  }

  #release(): void {
    if (this.#waiting.size === 0) this.#worker.unref();
  }

  #expire(id: number): void {
    if (this.#waiting.has(id)) this.fail(this.#timedOut());
  }

  #timedOut(): Error {
    return new Error(`it gave no answer within ${this.#timeoutMs} ms`);
  }
}

/** Sends what policy looks at, and not the plan's inputs. */
function onlyNeeded(request: PolicyRequest): PolicyRequest {
  const { id, playbook, targets, steps } = request.plan;
  const plan = {
    id,
    playbook: { id: playbook.id },
    targets,
    steps: steps.map((step) => ({ id: step.id, provider: step.provider, risk_level: step.risk_level })),
  };
  return { ...request, plan };
}

function asPolicyError(reason: unknown): Error {
  if (reason instanceof Error && 'code' in reason && String(reason.code).startsWith('POLICY_')) return reason;
  return createPolicyError({
    code: 'POLICY_ENGINE_FAILED',
    message: `The policy engine failed: ${messageOf(reason)}`,
    nextSteps: ['Run the command again; nothing was allowed.'],
    cause: reason,
  });
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
