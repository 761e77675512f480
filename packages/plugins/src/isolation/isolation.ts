import { isDeepStrictEqual } from 'node:util';
import type { ActionContext, Evidence, Json, JsonObject, PluginProvider, WireTransport } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
import { defaultLimits, type PluginLimits } from '../protocol/limits.ts';
import type { PlainContext, PluginMethod } from '../protocol/messages.ts';
import type { CallEnd, CallRequest } from './call-end.ts';
import { type CheckedEvidence, checkEvidence } from './check-evidence.ts';
import type { CheckBySchema } from './compile-schema.ts';
import { errorText, nameOf, type PluginFault, toReason, toThrownFault } from './fault.ts';
import { findChange, startSession } from './open-session.ts';
import type { PluginRunner } from './plugin-runner.ts';
import type { ProviderDescription } from './provider-description.ts';
import { realClock } from './real-clock.ts';
import type { Session } from './session.ts';
import type { Variables } from './variables.ts';

/** What `createIsolatedProvider` needs. */
export interface IsolatedProviderOptions {
  readonly plugin: Plugin;
  /** One of the manifest's. */
  readonly provider: PluginProvider;
  /** As `describeProvider` gave it: a provider that turns out otherwise is ended. */
  readonly description: ProviderDescription;
  readonly runner: PluginRunner;
  readonly variables: Variables;
  /** The environment that is asked about. */
  readonly environment: string;
  readonly settings: JsonObject;
  /** The way out, where the provider's network is `http`; null otherwise. Closed with the provider. */
  readonly transport: WireTransport | null;
  /** Told what the plugin prints, in lines without control characters; for `--verbose`. */
  onPrint?(line: string): void;
  /** Where they differ from the usual ones. */
  readonly limits?: Partial<PluginLimits>;
}

/** A call that answers with evidence. */
export interface EvidenceCall {
  readonly method: PluginMethod;
  readonly action?: string;
  readonly arguments: readonly Json[];
  readonly context: ActionContext;
  readonly sends: CallRequest['sends'];
  readonly check: CheckBySchema;
}

/** The plugin's process behind a provider: started by the first call, and after a fault never again. */
export class Isolation {
  readonly #options: IsolatedProviderOptions;
  #session: Session | undefined;
  #opening: Promise<PluginFault | undefined> | undefined;
  #closing: Promise<void> | undefined;
  #isOpen = false;

  constructor(options: IsolatedProviderOptions) {
    this.#options = options;
  }

  get plugin(): Plugin {
    return this.#options.plugin;
  }

  /** Calls the plugin; a fault of it ends its process. */
  async call(request: CallRequest): Promise<CallEnd> {
    if (this.#closing !== undefined) return { kind: 'fault', fault: { kind: 'failed', why: 'was closed' } };
    const fault = await orAborted(this.#open(), request.signal);
    if (fault === 'aborted') {
      const message = `${nameOf(this.plugin)} was still being loaded`;
      return { kind: 'threw', error: { name: 'AbortError', message } };
    }
    if (fault !== undefined) return { kind: 'fault', fault };
    return (this.#session as Session).call(request);
  }

  /** Ends the process for a fault that an answer showed. @returns the fault that counts: the first. */
  fail(fault: PluginFault): PluginFault {
    this.#session?.fail(fault);
    return this.#session?.fault ?? fault;
  }

  /** Calls what answers with evidence. Never throws: what the plugin does wrong makes it unknown, and names the plugin. */
  async evidence<Output>(call: EvidenceCall): Promise<Evidence<Output>> {
    const { method, action, context, sends } = call;
    const end = await this.call({
      ...{ method, arguments: call.arguments, context: toPlainContext(context), sends },
      ...(action === undefined ? {} : { action }),
      ...{ signal: context.signal, clock: context.clock },
      notify: (progress) => context.notify(progress),
      countCall: () => context.countCall(),
    });
    const checked = toEvidence<Output>(end, call);
    if (checked.kind === 'evidence') return checked.evidence;
    return { status: 'unknown', reason: toReason(this.plugin, this.fail(checked.fault)) };
  }

  /** Ends the process after a word of farewell. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const session = this.#session;
    if (session !== undefined && this.#isOpen && session.fault === undefined) {
      const signal = AbortSignal.timeout(this.#options.limits?.closeMs ?? defaultLimits.closeMs);
      const farewell = session.call({ method: 'close', arguments: [], signal, clock: realClock, sends: 'reads' });
      await orAborted(farewell, signal);
    }
    await session?.end();
    await this.#options.transport?.close();
  }

  #open(): Promise<PluginFault | undefined> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  async #start(): Promise<PluginFault | undefined> {
    const { provider, description, ...rest } = this.#options;
    const change = await findChange(rest.plugin);
    if (change !== undefined) return change;
    if (this.#closing !== undefined) return { kind: 'failed', why: 'was closed' };
    const session = startSession({ ...rest, code: provider, what: 'provider' });
    this.#session = session;
    const end = await session.opened();
    if (end.kind === 'fault') return end.fault;
    this.#isOpen = isDeepStrictEqual(end.description, description);
    return this.#isOpen
      ? undefined
      : this.fail({ kind: 'invalid', why: 'describes its actions otherwise than before' });
  }
}

/** What work gives, unless a signal aborts first. */
async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | 'aborted'> {
  const aborted = Promise.withResolvers<'aborted'>();
  const abort = (): void => aborted.resolve('aborted');
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function toPlainContext({ target, grant, change }: ActionContext): PlainContext {
  return { target, ...(grant === undefined ? {} : { grant }), ...(change === undefined ? {} : { change }) };
}

type Ended<Output> =
  | Extract<CheckedEvidence<Output>, { readonly kind: 'evidence' }>
  | { readonly kind: 'fault'; readonly fault: PluginFault };

function toEvidence<Output>(end: CallEnd, { check, action, method, context }: EvidenceCall): Ended<Output> {
  const what = action === undefined ? method : `${action} (${method})`;
  if (end.kind === 'fault') return end;
  if (end.kind === 'threw') {
    // Throwing what aborts a call is no fault, and the caller knows why it aborted.
    if (!context.signal.aborted) return { kind: 'fault', fault: toThrownFault(what, end.error) };
    const reason = { kind: 'interrupted', message: errorText(end.error) } as const;
    return { kind: 'evidence', evidence: { status: 'unknown', reason } };
  }
  const checked = checkEvidence<Output>(end.value, check);
  if (checked.kind === 'evidence') return checked;
  return { kind: 'fault', fault: { kind: 'invalid', why: `${checked.why} (in ${what})` } };
}
