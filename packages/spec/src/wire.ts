/** One request to a cloud's API, free of credentials: the transport adds those and never shows them. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, such as `/api/v1/pods?limit=500`. Query parameters are sorted by name. */
  readonly path: string;
  /** Lower-case names. Only content negotiation: never authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer to a {@link WireRequest}. */
export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be read once. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * The seam under a provider: the network, a recorder around it, or a recorded world.
 * Any HTTP status is an answer; only what never became one throws.
 */
export interface WireTransport {
  /** Such as `https://10.0.0.1:6443` or `world:hot-shard`; for messages only. */
  readonly endpoint: string;
  /** @throws a provider-specific error for refused connections, TLS, DNS, or the signal's reason. */
  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
  close(): Promise<void>;
}
