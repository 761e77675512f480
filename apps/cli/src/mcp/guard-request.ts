import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/node';
import { isBearer } from './access-token.ts';

/** Where requests are answered. */
export const endpoint = '/mcp';

/** What a request has to show. */
export interface GuardOptions {
  readonly token: string;
  /** Names that the Host and Origin headers may hold, without ports. */
  readonly hosts: readonly string[];
}

/**
 * Checks a request before a byte of its body is read: the path, the Host and Origin headers (a page in a browser whose name
 * was pointed at this machine shows its own), and the token. What does not pass is answered here.
 */
export function createGuard({
  token,
  hosts,
}: GuardOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isHost = hostHeaderValidation([...hosts]);
  const isOrigin = originValidation([...hosts]);
  return (request, response) => {
    if (!isHost(request, response) || !isOrigin(request, response)) return false;
    if (request.url?.split('?')[0] !== endpoint) return answer(response, 404, `Requests go to ${endpoint}.`);
    if (isBearer(request.headers.authorization, token)) return true;
    response.setHeader('WWW-Authenticate', 'Bearer realm="cloudops"');
    return answer(response, 401, 'The token is missing or wrong: Authorization: Bearer TOKEN');
  };
}

/** Answers a request that no server saw. */
export function answer(response: ServerResponse, status: number, message: string): false {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
  return false;
}
