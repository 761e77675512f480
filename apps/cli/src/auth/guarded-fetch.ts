import { isSafeUrl } from '../configuration/auth-settings.ts';
import { authError } from './auth-error.ts';

/** As much of `fetch` as asking an issuer takes. */
export type IssuerFetch = (
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: RequestInit['body'] | undefined;
    readonly signal?: AbortSignal | undefined;
  },
) => Promise<Response>;

/** For one request with its whole answer. */
const requestTimeoutMs = 15_000;
/** Far more than keys and metadata take. */
const largestBytes = 1024 * 1024;
const attempts = 3;

/**
 * Asks an issuer over https, or on this machine; a redirect is not followed, an answer has an end. What only reads is
 * tried again where nothing answered.
 */
export function createGuardedFetch(signal: AbortSignal): IssuerFetch {
  return async (url, options) => {
    if (!isSafeUrl(url)) {
      throw authError('AUTH_ISSUER_INVALID', 'The issuer sends tokens over a connection that is not secured.');
    }
    const most = (options.method ?? 'GET') === 'GET' ? attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await fetchOnce(url, options, signal);
      } catch (error) {
        if (attempt >= most || signal.aborted) throw error;
      }
    }
  };
}

async function fetchOnce(url: string, options: Parameters<IssuerFetch>[1], signal: AbortSignal): Promise<Response> {
  const limits = [signal, AbortSignal.timeout(requestTimeoutMs), ...(options.signal == null ? [] : [options.signal])];
  const { method = 'GET', headers = {}, body = null } = options;
  const answer = await fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.any(limits) });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > largestBytes) throw authError('AUTH_ISSUER_INVALID', 'The issuer’s answer has no end.');
    chunks.push(chunk);
  }
  const content = size === 0 ? null : Buffer.concat(chunks);
  const { status, statusText } = answer;
  return new Response(content, { status, statusText, headers: answer.headers });
}
