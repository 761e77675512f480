import { isDeepStrictEqual } from 'node:util';
import {
  type ActionContext,
  type Evidence,
  type Json,
  type JsonObject,
  type PluginProvider,
  type Principal,
  type Provider,
  principalSchema,
  type Target,
  type WireTransport,
} from '@cloudops/spec';
import { z } from 'zod';
import { pluginError } from '../errors.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { defaultLimits, type PluginLimits } from '../protocol/limits.ts';
import type { PlainContext, PluginMethod } from '../protocol/messages.ts';
import { isPrintable } from '../text/visible.ts';
import type { CallEnd, CallRequest } from './call-end.ts';
import { type CheckedEvidence, checkEvidence } from './check-evidence.ts';
import type { CheckBySchema } from './compile-schema.ts';
import { errorText, nameOf, type PluginFault, toReason, toSentence, toThrownFault } from './fault.ts';
import { createIsolatedActions } from './isolated-action.ts';
import { findChange, startSession } from './open-session.ts';
import type { PluginRunner } from './plugin-runner.ts';
import type { ProviderDescription } from './provider-description.ts';
import { realClock } from './real-clock.ts';
import type { Session } from './session.ts';
import type { Variables } from './variables.ts';

/** What {@link createIsolatedProvider} needs. */
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

const targetsSchema: z.ZodType<readonly Target[]> = z
  .array(
    z.strictObject({
      provider: z.string(),
      name: z.string().min(1).max(300).refine(isPrintable, 'must be one line without control characters'),
      environment: z.string(),
    }),
  )
  .min(1)
  .max(100);

function findTargetsFault(value: unknown, { provider, environment }: IsolatedProviderOptions): string | undefined {
  const checked = targetsSchema.safeParse(value);
  if (!checked.success) return `named targets that are wrong: ${checked.error.issues[0]?.message}`;
  if (checked.data.some((target) => target.provider !== provider.name)) return 'named the target of another provider';
  // Policy is decided by the environment: it is not the plugin's to choose.
  const isOther = checked.data.some((target) => target.environment !== environment);
  return isOther ? `named a target of another environment than ${environment}, which was asked about` : undefined;
}

async function readTargets(isolation: Isolation, options: IsolatedProviderOptions): Promise<readonly Target[]> {
  const { plugin, provider, limits } = options;
  const signal = AbortSignal.timeout(limits?.targetsMs ?? defaultLimits.targetsMs);
  const end = await isolation.call({ method: 'targets', arguments: [], signal, clock: realClock, sends: 'nothing' });
  if (end.kind === 'threw') {
    throw pluginError({
      code: 'PLUGIN_NOT_CONFIGURED',
      message: `The provider "${provider.name}" of ${plugin.name} ${plugin.version} cannot be used as it is configured: ${errorText(end.error)}.`,
      nextSteps: [
        ...(end.error.nextSteps ?? []).map((step) => errorText({ name: 'step', message: step })),
        `Set what it needs under plugins.${provider.name} in config.yaml, or under environments.${options.environment}.`,
      ],
    });
  }
  const why = end.kind === 'fault' ? end.fault.why : findTargetsFault(end.value, options);
  if (why === undefined) return (end as { readonly value: readonly Target[] }).value;
  const fault = end.kind === 'fault' ? end.fault : isolation.fail({ kind: 'invalid', why });
  throw pluginError({
    code: 'PLUGIN_FAILED',
    message: toSentence(plugin, fault),
    nextSteps: [`cloudops plugins inspect ${plugin.name}`, `Tell the authors of ${plugin.name}.`],
  });
}

const checkPrincipal: CheckBySchema = (value) => {
  const checked = principalSchema.safeParse(value);
  if (checked.success) return { kind: 'fits', value };
  return { kind: 'wrong', path: checked.error.issues[0]?.path ?? [], message: checked.error.issues[0]?.message ?? '' };
};

const checkIdentity: CheckBySchema = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 300 && isPrintable(value)
    ? { kind: 'fits', value }
    : { kind: 'wrong', path: [], message: 'must be a name in one line' };

/**
 * A provider whose code runs in a process of its own. Starts nothing: the process comes with the first call, and ends with `close`, with
 * the plugin's first fault, or with this process.
 */
export function createIsolatedProvider(options: IsolatedProviderOptions): Provider {
  const { description } = options;
  const isolation = new Isolation(options);
  const identify = { method: 'doIdentify', arguments: [], sends: 'reads', check: checkPrincipal } as const;
  const locate = { method: 'doLocate', arguments: [], sends: 'reads', check: checkIdentity } as const;
  return {
    specificationVersion: 'v1',
    name: description.name,
    version: description.version,
    actions: createIsolatedActions(isolation, options),
    findings: description.findings,
    targets: () => readTargets(isolation, options),
    doIdentify: (context) => isolation.evidence<Principal>({ ...identify, context }),
    ...(description.canLocate
      ? { doLocate: (context: ActionContext) => isolation.evidence<string>({ ...locate, context }) }
      : {}),
    close: () => isolation.close(),
  };
}
