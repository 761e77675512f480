import { kubernetesError } from '../errors.ts';
import { type ByteStore, ByteStores } from './byte-store.ts';

/** What {@link readBody} reads, and how much of it at most. */
export interface BodyReading {
  readonly body: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Where it is kept; in memory of its own unless stated. */
  readonly store?: ByteStore;
  /** Sees the first bytes, longer each time, until `startBytes` have come. */
  readonly onStart?: ((start: Buffer) => void) | undefined;
}

/** How much of a body's beginning is shown to `onStart`. */
const startBytes = 65_536;

function tooLarge(maxBytes: number): Error {
  return kubernetesError({
    code: 'RESPONSE_TOO_LARGE',
    message: `The answer is larger than ${Math.round(maxBytes / 1_000_000)} MB and was not read further.`,
    nextSteps: ['Narrow the question to one namespace or a label.'],
  });
}

/**
 * Reads a body whole.
 * @returns where it is kept; `free` gives its memory back sooner than a collection would.
 * @throws CloudOpsError `RESPONSE_TOO_LARGE`, or the signal's reason.
 */
export async function readBody({ body, maxBytes, signal, store: given, onStart }: BodyReading): Promise<ByteStore> {
  const store = given ?? new ByteStores().open();
  for await (const chunk of body) {
    signal.throwIfAborted();
    const before = store.size;
    if (before + chunk.byteLength > maxBytes) throw tooLarge(maxBytes);
    store.add(chunk);
    if (onStart !== undefined && before < startBytes) onStart(store.bytes);
  }
  return store;
}
