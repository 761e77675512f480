import { CloudOpsError, type Json } from '@cloudops/spec';
import type { PluginLimits } from '../protocol/limits.ts';
import type { Ask, HostMessage, ThrownError } from '../protocol/messages.ts';
import type { PluginFault } from './fault.ts';
import type { OpenCall } from './open-call.ts';
import { RefusedRequest, type WireGate } from './wire-gate.ts';

/** What the desk needs of its session. */
export interface DeskOptions {
  readonly gate: WireGate;
  readonly limits: PluginLimits;
  findCall(id: number): OpenCall | undefined;
  /** Any open call, for an ask that does not say for which it is. */
  anyCall(): OpenCall | undefined;
  send(message: HostMessage): void;
  onFault(fault: PluginFault): void;
}

function toThrown(error: unknown): ThrownError {
  if (CloudOpsError.isInstance(error)) {
    return { name: 'CloudOpsError', message: error.message, code: error.code, nextSteps: error.nextSteps };
  }
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code } = error as { readonly code?: unknown };
  return { name: error.name, message: error.message, ...(typeof code === 'string' ? { code } : {}) };
}

/** Answers what a plugin asks of the host: to wait, to send, to read on. */
export class AskDesk {
  readonly #options: DeskOptions;
  readonly #open = new Map<number, AbortController>();
  #last = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  hear(ask: Ask): void {
    const fault = this.#findFault(ask);
    if (fault === undefined) void this.#answer(ask);
    else this.#options.onFault({ kind: 'failed', why: fault });
  }

  cancel(id: number): void {
    this.#open.get(id)?.abort(new DOMException('Aborted', 'AbortError'));
  }

  close(): void {
    for (const controller of this.#open.values()) controller.abort(new DOMException('Aborted', 'AbortError'));
  }

  #findFault({ id, call }: Ask): string | undefined {
    if (id <= this.#last) return 'asked twice under one number';
    this.#last = id;
    const { asks } = this.#options.limits;
    if (this.#open.size >= asks) return `asked for more than ${asks} things at once`;
    const isOpen = call === null || this.#options.findCall(call) !== undefined;
    return isOpen ? undefined : 'asked for something in a call that is not open';
  }

  async #answer(ask: Ask): Promise<void> {
    const controller = new AbortController();
    const { id } = ask;
    this.#open.set(id, controller);
    try {
      const value = await this.#carryOut(ask, controller.signal);
      this.#options.send({ kind: 'answer', id, value });
    } catch (error) {
      if (error instanceof RefusedRequest) this.#options.onFault(error.fault);
      else this.#options.send({ kind: 'refuse', id, error: toThrown(error) });
    } finally {
      this.#open.delete(id);
    }
  }

  async #carryOut(ask: Ask, cancelled: AbortSignal): Promise<Json> {
    const { gate, findCall, anyCall } = this.#options;
    const request = (ask.call === null ? anyCall() : findCall(ask.call))?.request;
    if (request === undefined) throw new RefusedRequest({ kind: 'denied', why: 'reached for the network in no call' });
    const signal = AbortSignal.any([request.signal, cancelled]);
    if (ask.what === 'body') return gate.readBody(ask.of);
    // Where it cannot be told which call sends, it may only do what every call may.
    const sends = ask.call === null && request.sends === 'all' ? 'reads' : request.sends;
    if (ask.what === 'send') return gate.send(ask.request, { ...request, sends }, signal);
    await request.clock.sleep(ask.ms, signal);
    return null;
  }
}
