import type { Json, WireRequest, WireTransport } from '@cloudops/spec';
import type { PluginLimits } from '../protocol/limits.ts';
import { toVisibleLine } from '../text/visible.ts';
import type { CallRequest } from './call-end.ts';
import type { PluginFault } from './fault.ts';

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const methods: ReadonlySet<string> = new Set([...reads, 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Only content negotiation: the transport adds the login, and a plugin must not. */
const headerNames: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-type',
  'if-match',
  'if-none-match',
]);

/** A request that is refused: the plugin broke what it stated. */
export class RefusedRequest extends Error {
  readonly fault: PluginFault;

  constructor(fault: PluginFault) {
    super(fault.why);
    this.fault = fault;
  }
}

function refuse(why: string): never {
  throw new RefusedRequest({ kind: 'denied', why });
}

function assertAllowed({ method, path, headers }: WireRequest, request: CallRequest): void {
  const what = `${toVisibleLine(method, 20)} ${toVisibleLine(path, 200)}`;
  if (!methods.has(method)) refuse(`asked for the unknown method ${what}`);
  if (request.sends === 'nothing') refuse(`tried to send ${what} in ${request.method}, which reaches no network`);
  if (request.sends === 'reads' && !reads.has(method)) {
    refuse(`tried to send ${what} in ${nameOf(request)}, which only reads: it may send GET and HEAD`);
  }
  // Only a path below the configured address: no other host, and no way up.
  if (!isBelow(path)) {
    refuse(`asked for the path ${toVisibleLine(path, 200)}, which is none below the configured address`);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const isFine = headerNames.has(name) && /^[\x20-\x7e]*$/.test(value);
    if (!isFine) refuse(`set the header ${toVisibleLine(name, 60)}, which is not for it to set`);
  }
}

function isBelow(path: string): boolean {
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(path)) return false;
  const [place = ''] = path.split('?');
  const plain = place.replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/');
  return !plain.split('/').some((part) => part === '.' || part === '..');
}

/** How a call is named in a message. */
export function nameOf({ method, action }: CallRequest): string {
  return action === undefined
    ? method
    : method === 'doRun'
      ? `the action ${action}`
      : `${method} of the action ${action}`;
}

interface OpenBody {
  readonly parts: AsyncIterator<Uint8Array>;
  read: number;
}

/** A plugin's way out through the transport of the host: what a call may not send is refused, and answers come in parts. */
export class WireGate {
  readonly #transport: WireTransport | null;
  readonly #limits: PluginLimits;
  readonly #bodies = new Map<number, OpenBody>();
  #last = 0;

  constructor(transport: WireTransport | null, limits: PluginLimits) {
    this.#limits = limits;
    this.#transport = transport;
  }

  /** @throws RefusedRequest for what the call may not send, and what the transport throws. */
  async send(wire: WireRequest, request: CallRequest, signal: AbortSignal): Promise<Json> {
    assertAllowed(wire, request);
    if (this.#transport === null) return refuse('tried to send a request, and its network is not http');
    const { status, headers, body } = await this.#transport.send(wire, signal);
    this.#last += 1;
    if (this.#bodies.size >= this.#limits.asks) refuse(`left more than ${this.#limits.asks} answers unread`);
    this.#bodies.set(this.#last, { parts: body[Symbol.asyncIterator](), read: 0 });
    return { status, headers: { ...headers }, body: this.#last };
  }

  /** The next part of a body; null at its end. */
  async readBody(of: number): Promise<string | null> {
    const body = this.#bodies.get(of);
    if (body === undefined) return null;
    try {
      const { done, value } = await body.parts.next();
      if (done === true) return this.#forget(of);
      body.read += value.byteLength;
      if (body.read > this.#limits.bodyBytes)
        throw new RangeError(`The answer is longer than ${this.#limits.bodyBytes} bytes.`);
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    } catch (error) {
      this.#forget(of);
      await closeBody(body);
      throw error;
    }
  }

  /** Gives up what nobody will read. */
  async close(): Promise<void> {
    const bodies = [...this.#bodies.values()];
    this.#bodies.clear();
    await Promise.all(bodies.map(closeBody));
  }

  #forget(of: number): null {
    this.#bodies.delete(of);
    return null;
  }
}

async function closeBody({ parts }: OpenBody): Promise<void> {
  try {
    await parts.return?.();
  } catch {
    // Nobody reads it any more.
  }
}
