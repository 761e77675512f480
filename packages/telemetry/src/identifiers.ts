import type { IdGenerator } from '@opentelemetry/sdk-trace';

/** Makes ids of traces and spans from the random bytes that are passed in. */
export function createIdGenerator(randomBytes: (size: number) => Uint8Array): IdGenerator {
  const next = (size: number): string => {
    const text = Buffer.from(randomBytes(size)).toString('hex');
    // All zeros means "none".
    return /^0+$/.test(text) ? `${text.slice(0, -1)}1` : text;
  };
  return { generateTraceId: () => next(16), generateSpanId: () => next(8) };
}
