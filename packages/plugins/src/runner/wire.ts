import type { JsonObject, WireTransport } from '@cloudops/spec';
import type { Asks } from './asks.ts';

/**
 * The host's transport, as the plugin sees it. The host holds the address and the login, and lets through what the call may send.
 * @param currentCall the call that the code now runs for; null where that cannot be told.
 */
export function createRemoteTransport(endpoint: string, asks: Asks, currentCall: () => number | null): WireTransport {
  async function* readBody(of: number, call: number | null, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (;;) {
      const part = await asks.ask({ what: 'body', call, of }, signal);
      if (typeof part !== 'string') return;
      yield Buffer.from(part, 'base64');
    }
  }
  return {
    endpoint,
    send: async ({ method, path, headers, body }, signal) => {
      const call = currentCall();
      const request = {
        ...{ method, path },
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      };
      const answer = (await asks.ask({ what: 'send', call, request }, signal)) as JsonObject;
      const answered = { status: answer.status as number, headers: answer.headers as Readonly<Record<string, string>> };
      return { ...answered, body: readBody(answer.body as number, call, signal) };
    },
    // The host closes it when the provider ends.
    close: async () => {},
  };
}
