import type { Observation, Operation } from './observation.ts';

/** What can be sent. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** All signals. */
export const signals: readonly Signal[] = ['traces', 'metrics', 'logs'];

/** Where telemetry goes, and what it is made with. */
export interface TelemetryOptions {
  /**
   * Address of an OTLP/HTTP receiver without the signals' paths, such as `https://otel.example.com:4318`. Null: as the standard
   * variables OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, … say, which is `http://localhost:4318` without them.
   */
  readonly endpoint: string | null;
  /** Headers of each request, such as a token; never part of any attribute. */
  readonly headers?: Readonly<Record<string, string>>;
  /** All of them unless stated. */
  readonly signals?: readonly Signal[];
  /** Version of the program: `service.version`. */
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  readonly randomBytes: (size: number) => Uint8Array;
  /** A W3C `traceparent` whose trace goes on; what is none is ignored. */
  readonly traceParent?: string;
  /** The most that {@link Telemetry.flush} may take, in milliseconds; 2000 unless stated. A request is given up a little later. */
  readonly timeoutMs?: number;
}

/** What became of what was to be sent. */
export type FlushOutcome =
  | { readonly kind: 'sent' }
  /** Something was not sent, or nobody knows. `why` is a word or two, such as `ECONNREFUSED` or `not answered in 2000 ms`. */
  | { readonly kind: 'failed'; readonly why: string };

/** Observes questions and tells a collector about them. */
export interface Telemetry {
  /** Begins to observe one question. */
  observe(operation: Operation): Observation;
  /**
   * Sends what is left and stops. Takes at most the time-out, ends at once when the signal aborts or nobody listens at the
   * address, and never throws. To be called once.
   */
  flush(signal?: AbortSignal): Promise<FlushOutcome>;
}
