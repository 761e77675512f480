import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpRequest } from '@smithy/types';
import { awsError } from '../errors.ts';
import { connectionError } from './connection-error.ts';
import { isSignedRequest } from './signed-request.ts';

/** How to reach AWS. */
export interface AwsTransportOptions {
  /** For opening a connection; 5 s unless stated. */
  readonly connectTimeoutMs?: number;
  /** Sockets per host; 50 unless stated. */
  readonly maxSockets?: number;
}

function headersOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

class AwsTransport implements WireTransport {
  readonly endpoint: string = 'amazonaws.com';
  readonly #handler: NodeHttpHandler;
  #isClosed = false;

  constructor({ connectTimeoutMs = 5000, maxSockets = 50 }: AwsTransportOptions) {
    this.#handler = new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      httpsAgent: { keepAlive: true, maxSockets },
      httpAgent: { keepAlive: true, maxSockets },
    });
  }

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    signal.throwIfAborted();
    if (this.#isClosed || !isSignedRequest(request)) {
      const message = this.#isClosed ? 'The connection to AWS is closed.' : 'The request cannot be signed.';
      throw awsError({ code: 'PROVIDER_CLOSED', message, nextSteps: ['Create a new provider.'] });
    }
    const signed = await request.sign();
    signal.throwIfAborted();
    return this.#sendSigned(signed, signal);
  }

  async #sendSigned(signed: HttpRequest, signal: AbortSignal): Promise<WireResponse> {
    // The handler asks for its own class of request, which is this interface.
    const { response } = await this.#handler
      .handle(signed as Parameters<NodeHttpHandler['handle']>[0], { abortSignal: signal })
      .catch((error: unknown) => {
        throw signal.aborted ? signal.reason : connectionError(error, signed.hostname);
      });
    const body = response.body as AsyncIterable<Uint8Array>;
    const { hostname } = signed;
    return {
      status: response.statusCode,
      headers: headersOf(response.headers),
      body: (async function* () {
        try {
          yield* body;
        } catch (error) {
          throw signal.aborted ? signal.reason : connectionError(error, hostname);
        }
      })(),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#handler.destroy();
  }
}

/** Makes the transport that speaks to AWS itself. Opens nothing until it is used. */
export function createAwsTransport(options: AwsTransportOptions = {}): WireTransport {
  return new AwsTransport(options);
}
