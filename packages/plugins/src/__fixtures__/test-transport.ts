import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';

/** A transport that remembers. */
export interface TestTransport extends WireTransport {
  readonly sent: readonly string[];
  isClosed(): boolean;
}

async function* toBody(chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** Answers every request with status 200 and these parts of a body. */
export function createTestTransport(
  chunks: readonly string[] = ['{"lit":true}'],
  answer?: (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>,
): TestTransport {
  const sent: string[] = [];
  let closed = false;
  return {
    endpoint: 'http://lamps.test',
    sent,
    isClosed: () => closed,
    send: async (request, signal) => {
      sent.push(`${request.method} ${request.path}${request.body === undefined ? '' : ` ${request.body}`}`);
      if (answer !== undefined) return answer(request, signal);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: toBody(chunks) };
    },
    close: async () => {
      closed = true;
    },
  };
}
