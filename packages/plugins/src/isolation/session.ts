import type { WireTransport } from '@cloudops/spec';
import { parseHostileJson } from '../protocol/hostile-json.ts';
import type { PluginLimits } from '../protocol/limits.ts';
import type { HostMessage, OpenMessage, RunnerMessage, ThrownError } from '../protocol/messages.ts';
import { runnerMessageSchema } from '../protocol/messages.ts';
import { toVisibleLine } from '../text/visible.ts';
import { AskDesk } from './ask-desk.ts';
import type { CallEnd, CallRequest } from './call-end.ts';
import { errorText, type PluginFault } from './fault.ts';
import { OpenCall } from './open-call.ts';
import { PluginProcess, type ProcessOptions } from './plugin-process.ts';
import { nameOf, WireGate } from './wire-gate.ts';

/** What a session is started with. */
export interface SessionOptions
  extends Pick<ProcessOptions, 'plugin' | 'network' | 'environment' | 'variables' | 'runner' | 'onPrint' | 'limits'> {
  readonly open: Omit<OpenMessage, 'kind' | 'endpoint'>;
  readonly transport: WireTransport | null;
}

/** What came of loading a plugin's module. */
export type OpenEnd =
  | { readonly kind: 'opened'; readonly description: unknown }
  | { readonly kind: 'fault'; readonly fault: PluginFault };

const stages: Readonly<Record<'import' | 'create' | 'describe', string>> = {
  import: 'could not be loaded',
  create: 'threw in createProvider',
  describe: 'has actions that cannot be described',
};

/** A running plugin: its process with the calls that are open in it. After its first fault it answers every call with that. */
export class Session {
  readonly #process: PluginProcess;
  readonly #desk: AskDesk;
  readonly #gate: WireGate;
  readonly #limits: PluginLimits;
  readonly #calls = new Map<number, OpenCall>();
  readonly #opening = Promise.withResolvers<OpenEnd>();
  #isOpened = false;
  #last = 0;
  #messages = 0;
  #lastNow = 0;
  #fault: PluginFault | undefined;

  constructor(options: SessionOptions) {
    const { open, transport, limits } = options;
    this.#limits = limits;
    this.#gate = new WireGate(transport, limits);
    this.#desk = new AskDesk({
      gate: this.#gate,
      limits,
      findCall: (id) => this.#calls.get(id),
      anyCall: () => this.#calls.values().next().value,
      send: (message) => this.#send(message),
      onFault: (fault) => this.fail(fault),
    });
    this.#process = new PluginProcess({
      ...options,
      onMessage: (text) => this.#read(text),
      now: (call) => this.#now(call),
      onFault: (fault) => this.fail(fault),
    });
    const endpoint = transport === null ? null : transport.endpoint;
    this.#send({ kind: 'open', ...open, endpoint });
  }

  /** Id of the process. */
  get processId(): number | undefined {
    return this.#process.id;
  }

  /** Set once the plugin has done what it must not. */
  get fault(): PluginFault | undefined {
    return this.#fault;
  }

  /** Waits until the module is loaded. */
  async opened(signal?: AbortSignal): Promise<OpenEnd> {
    this.#process.setBusy(true);
    const timer = setTimeout(
      () => this.fail({ kind: 'timeout', why: `did not load within ${this.#limits.loadMs / 1000} s` }),
      this.#limits.loadMs,
    );
    const stop = (): void => this.fail({ kind: 'interrupted', why: 'was interrupted while it was loaded' });
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#opening.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      this.#process.setBusy(this.#calls.size > 0);
    }
  }

  /** Calls the plugin's code. Ends with its answer, or at the latest some seconds after the signal aborts. */
  async call(request: CallRequest): Promise<CallEnd> {
    if (this.#fault !== undefined) return { kind: 'fault', fault: this.#fault };
    this.#last += 1;
    const id = this.#last;
    const call = new OpenCall(request, this.#limits);
    this.#calls.set(id, call);
    this.#process.setBusy(true);
    let grace: NodeJS.Timeout | undefined;
    const abort = (): void => {
      this.#send({ kind: 'abort', id });
      const why = `went on in ${nameOf(request)} for ${this.#limits.graceMs / 1000} s after it was told to stop`;
      grace = setTimeout(() => this.fail({ kind: 'timeout', why }), this.#limits.graceMs);
    };
    const { method, action, context } = request;
    this.#send({
      ...{ kind: 'call', id, method, arguments: request.arguments },
      ...(action === undefined ? {} : { action }),
      ...(context === undefined ? {} : { context }),
    });
    if (request.signal.aborted) abort();
    else request.signal.addEventListener('abort', abort, { once: true });
    try {
      return await call.ended;
    } finally {
      clearTimeout(grace);
      request.signal.removeEventListener('abort', abort);
      this.#process.setBusy(this.#calls.size > 0);
    }
  }

  /** Ends the process for a reason, which every open and later call is told. The first reason counts. */
  fail(fault: PluginFault): void {
    void this.end(fault);
  }

  /** Ends the process. Resolves when it is gone. */
  async end(fault: PluginFault = { kind: 'failed', why: 'was closed' }): Promise<void> {
    this.#fault ??= fault;
    const end = { kind: 'fault', fault: this.#fault } as const;
    this.#opening.resolve(end);
    for (const call of this.#calls.values()) call.settle(end);
    this.#calls.clear();
    this.#desk.close();
    await Promise.all([this.#gate.close(), this.#process.end()]);
  }

  #send(message: HostMessage): void {
    this.#process.send(message);
  }

  #now(call: number): number {
    this.#lastNow = this.#calls.get(call)?.request.clock.now() ?? this.#lastNow;
    return this.#lastNow;
  }

  #read(text: string): void {
    const parsed = parseHostileJson(text);
    if (parsed.kind === 'refused') {
      this.#refuse(parsed.why);
      return;
    }
    const checked = runnerMessageSchema.safeParse(parsed.value);
    if (checked.success) this.#hear(checked.data);
    else this.#refuse('a message that is none of ours');
  }

  #refuse(what: string): void {
    this.fail({ kind: 'invalid', why: `sent ${what}` });
  }

  #hear(message: RunnerMessage): void {
    // What is asked waits for its answer, so that it cannot flood.
    if (message.kind !== 'ask') this.#messages += 1;
    if (this.#messages > this.#limits.messages)
      this.#refuse(`more than ${this.#limits.messages} messages between two answers`);
    else this.#heed(message);
  }

  #heed(message: RunnerMessage): void {
    if (message.kind === 'opened' || message.kind === 'unopened') this.#open(message);
    else if (message.kind === 'return' || message.kind === 'throw') this.#settle(message);
    else if (message.kind === 'ask') this.#desk.hear(message);
    else if (message.kind === 'cancel') this.#desk.cancel(message.id);
    else if (message.kind === 'denied') this.#deny(message.permission, message.resource);
    else if (message.kind === 'crash') this.#crash(message.error);
    else this.#tell(message);
  }

  #crash(error: ThrownError): void {
    this.fail({ kind: 'failed', why: `threw outside of its calls: ${errorText(error)}` });
  }

  #open(message: Extract<RunnerMessage, { readonly kind: 'opened' | 'unopened' }>): void {
    const isSecond = this.#isOpened;
    this.#isOpened = true;
    this.#messages = 0;
    if (isSecond) this.#refuse('a second answer to being loaded');
    else if (message.kind === 'opened') this.#opening.resolve({ kind: 'opened', description: message.description });
    else this.fail({ kind: 'failed', why: `${stages[message.stage]}: ${errorText(message.error)}` });
  }

  #settle(message: Extract<RunnerMessage, { readonly kind: 'return' | 'throw' }>): void {
    const call = this.#calls.get(message.id);
    if (call === undefined) {
      this.#refuse('an answer to a call that is not open');
      return;
    }
    this.#calls.delete(message.id);
    this.#messages = 0;
    call.settle(
      message.kind === 'return' ? { kind: 'returned', value: message.value } : { kind: 'threw', error: message.error },
    );
  }

  #tell(message: Extract<RunnerMessage, { readonly kind: 'notify' | 'count' | 'print' }>): void {
    const call = this.#calls.get(message.id);
    const fault = call?.hear(message);
    if (call === undefined) this.#refuse('news of a call that is not open');
    else if (fault !== undefined) this.fail(fault);
  }

  /** A read that is refused is often a library that looks whether something is there. */
  #deny(permission: string, resource: string): void {
    if (permission === 'FileSystemRead') return;
    const what = toVisibleLine(`${permission} ${resource}`, 200);
    this.fail({ kind: 'denied', why: `tried what its manifest does not allow, and was refused: ${what}` });
  }
}
