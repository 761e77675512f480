import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { guardObservation } from './guard-observation.ts';
import { createInstruments } from './instruments.ts';
import { observeQuestion } from './observe-question.ts';
import type { Observer } from './observer.ts';
import { createProviders, type Providers } from './providers.ts';
import type { Telemetry, TelemetryOptions } from './telemetry.ts';
import { readTraceParent } from './trace-parent.ts';
import { watchConnections } from './watch-connections.ts';

const scope = '@cloudops/telemetry';

/** A request that is given up breaks its connection: that must not come before the flush itself says how long it waited. */
const graceMs = 500;

/**
 * Makes what observes questions and tells an OTLP collector. Sends nothing before something was observed, and registers
 * nothing globally.
 * @throws CloudOpsError `TELEMETRY_ENDPOINT_INVALID`.
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const timeoutMs = options.timeoutMs ?? 2000;
  let why: string | null = null;
  const providers = createProviders(options, timeoutMs + graceMs, (error) => {
    why ??= reasonOf(error);
  });
  const remote = readTraceParent(options.traceParent);
  const observer: Observer = {
    tracer: providers.tracer.getTracer(scope, options.version),
    logger: providers.logger.getLogger(scope, options.version),
    instruments: createInstruments(providers.meter.getMeter(scope, options.version)),
    now: () => options.now(),
    parent: remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote),
  };
  return {
    observe: (operation) => guardObservation(() => observeQuestion(observer, operation)),
    flush: async (signal) => {
      const limit = createLimit(options.endpoint, timeoutMs, signal);
      const end = await Promise.race([stop(providers), limit.reached]);
      limit.dispose();
      const failure = end ?? why;
      return failure === null ? { kind: 'sent' } : { kind: 'failed', why: failure };
    },
  };
}

/** Sends what is left. @returns null: what failed was told to whoever watches the exporters. */
async function stop({ tracer, meter, logger }: Providers): Promise<null> {
  await Promise.allSettled([tracer.shutdown(), meter.shutdown(), logger.shutdown()]);
  return null;
}

interface Limit {
  /** Says why nothing more is waited for. */
  readonly reached: Promise<string>;
  dispose(): void;
}

function createLimit(endpoint: string | null, timeoutMs: number, signal: AbortSignal | undefined): Limit {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`not answered in ${timeoutMs} ms`), timeoutMs);
  const onAbort = (): void => resolve('interrupted');
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const unwatch = watchConnections(endpoint, resolve);
  return {
    reached: promise,
    dispose: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      unwatch();
    },
  };
}

/** A word or two: a server's own words may be anything. */
function reasonOf(error: (Error & { code?: unknown }) | undefined): string {
  const code = error?.code;
  if (typeof code === 'number') return `HTTP status ${code}`;
  return typeof code === 'string' ? code : 'not sent';
}
