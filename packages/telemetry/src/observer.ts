import type { Attributes, Context, Logger, Tracer } from '@opentelemetry/api';
import type { Instruments } from './instruments.ts';

/** What an observation is told with. */
export interface Observer {
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly instruments: Instruments;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** What the question's span continues: a trace from outside, or nothing. */
  readonly parent: Context;
}

/** Attributes without those that are not known. */
export function known(attributes: Readonly<Record<string, string | number | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
