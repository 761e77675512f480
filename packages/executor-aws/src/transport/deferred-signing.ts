import type { HttpRequest } from '@smithy/types';

/** The part of an SDK auth scheme that signing needs. */
interface AuthScheme {
  readonly schemeId: string;
  identityProvider(config: unknown): unknown;
  readonly signer: Signer;
}

interface Signer {
  sign(request: HttpRequest, identity: unknown, properties: Readonly<Record<string, unknown>>): Promise<HttpRequest>;
  errorHandler?(properties: unknown): (error: unknown) => never;
  successHandler?(response: unknown, properties: unknown): void;
}

/** The part of an SDK client that signing needs. */
export interface SignableClient {
  readonly config: { httpAuthSchemes?: readonly AuthScheme[] };
}

const signers: WeakMap<HttpRequest, () => Promise<HttpRequest>> = new WeakMap();

function deferScheme(scheme: AuthScheme): AuthScheme {
  const { signer } = scheme;
  const deferred: Signer = {
    async sign(request, identity, properties) {
      signers.set(request, () => signer.sign(request, identity, properties));
      return request;
    },
    // Both correct the clock by the answer's date, for the next attempt.
    errorHandler: (properties) => {
      const handle = signer.errorHandler?.(properties);
      return (error) => {
        handle?.(error);
        throw error;
      };
    },
    successHandler: (response, properties) => signer.successHandler?.(response, properties),
  };
  return {
    schemeId: scheme.schemeId,
    // The signer asks the client for credentials by itself; here nothing may, since a recorded world needs none.
    identityProvider: () => async () => ({}),
    signer: deferred,
  };
}

/** Makes a client leave requests unsigned and remember how to sign each; {@link takeSigner} gives that. */
export function deferSigning(client: SignableClient): void {
  client.config.httpAuthSchemes = (client.config.httpAuthSchemes ?? []).map(deferScheme);
}

/** How to sign a request; one that no scheme would sign is sent as it is. */
export function takeSigner(request: HttpRequest): () => Promise<HttpRequest> {
  return signers.get(request) ?? (async () => request);
}
