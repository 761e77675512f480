import type { ModelPrompt } from '../prompt/build-prompt.ts';

/** Tokens of one call, as the vendor counts and bills them. */
export interface TokenUsage {
  /** Neither read from nor written to the vendor's prompt cache. */
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** How a model's answer ended. Only a `complete` one is read. */
export type ModelStop = 'complete' | 'truncated' | 'refused' | 'cut-off';

/** What came back, as text. Untrusted. */
export interface ModelReply {
  readonly text: string;
  readonly stop: ModelStop;
  /** Null when the server did not say. */
  readonly usage: TokenUsage | null;
}

/** One call of a model. */
export interface ModelCall {
  readonly prompt: ModelPrompt;
  readonly maxOutputTokens: number;
  /** Aborts at the attempt's deadline or when the user gives up. */
  readonly signal: AbortSignal;
  /** To be used for every request, since it bounds the size of the answer. */
  readonly fetch: typeof fetch;
}

/**
 * One vendor's wire. A new model parser is one file that implements this.
 * `send` makes one attempt: retries, deadlines, budget and reading are its caller's.
 */
export interface ModelClient {
  /** Such as `anthropic`. */
  readonly kind: string;
  readonly model: string;
  /** @throws whatever the vendor's SDK throws; errors with a numeric `status` are HTTP answers. */
  send(call: ModelCall): Promise<ModelReply>;
}
