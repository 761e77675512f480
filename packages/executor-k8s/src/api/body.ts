import { kubernetesError } from '../errors.ts';

/** What {@link readBody} reads, and how much of it at most. */
export interface BodyReading {
  readonly body: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Sees the first bytes, longer each time, until `startBytes` have come. */
  readonly onStart?: ((start: Buffer) => void) | undefined;
}

/** How much of a body's beginning is shown to `onStart`. */
const startBytes = 65_536;

/**
 * Reads a body whole.
 * @throws CloudOpsError `RESPONSE_TOO_LARGE`, or the signal's reason.
 */
export async function readBody({ body, maxBytes, signal, onStart }: BodyReading): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    signal.throwIfAborted();
    const before = size;
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw kubernetesError({
        code: 'RESPONSE_TOO_LARGE',
        message: `The answer is larger than ${Math.round(maxBytes / 1_000_000)} MB and was not read further.`,
        nextSteps: ['Narrow the question to one namespace or a label.'],
      });
    }
    if (onStart !== undefined && before < startBytes) onStart(Buffer.concat(chunks));
  }
  return Buffer.concat(chunks, size);
}
