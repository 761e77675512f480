/** @import { ActionContext, Evidence, UnknownReason, WireTransport } from '@cloudops/spec' */

/**
 * What acme answers to `GET /health`.
 *
 * @typedef {{ components: { name: string, status: string }[] }} Health
 */

const mostBytes = 1024 * 1024;

/**
 * Makes the action that reads. What goes wrong is returned as `unknown` with a reason, never thrown, and never as "nothing there":
 * a report then says what was not checked.
 *
 * @param {WireTransport | null} transport
 * @returns {(context: ActionContext) => Promise<Evidence<Health>>}
 */
export function createHealthReader(transport) {
  return async ({ signal, countCall }) => {
    if (transport === null) return unknown('unavailable', 'Where acme answers is not configured.');
    try {
      countCall();
      const response = await transport.send({ method: 'GET', path: '/health' }, signal);
      if (response.status !== 200) return ofStatus(response.status);
      const output = toHealth(await readText(response.body));
      return output === null ? unknown('invalid', 'acme answered something else than its health.') : present(output);
    } catch (error) {
      if (signal.aborted) return unknown('interrupted', 'Stopped before acme answered.');
      return unknown('unreachable', `acme cannot be reached: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  };
}

/**
 * @param {number} status
 * @returns {Evidence<Health>}
 */
function ofStatus(status) {
  if (status === 401) return unknown('denied', 'acme does not accept the login (401).', 'credentials');
  if (status === 403) return unknown('denied', 'acme does not let us read its health (403).', 'get /health');
  if (status === 429) return unknown('throttled', 'acme asks for fewer requests (429).');
  return unknown(status >= 500 ? 'unavailable' : 'failed', `acme answered with ${status}.`);
}

/**
 * @param {Health} output
 * @returns {Evidence<Health>}
 */
function present(output) {
  return { status: 'present', output };
}

/**
 * @param {UnknownReason['kind']} kind
 * @param {string} message
 * @param {string} [needs]
 * @returns {Evidence<Health>}
 */
function unknown(kind, message, needs) {
  return { status: 'unknown', reason: { kind, message, ...(needs === undefined ? {} : { needs }) } };
}

/**
 * @param {AsyncIterable<Uint8Array>} body
 * @returns {Promise<string>}
 */
async function readText(body) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new RangeError(`the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Takes what is known out of an answer, in an order of its own: the same health gives the same bytes.
 *
 * @param {string} text
 * @returns {Health | null}
 */
export function toHealth(text) {
  const parsed = parse(text);
  if (!Array.isArray(parsed?.components)) return null;
  const components = [];
  for (const one of parsed.components) {
    if (typeof one?.name !== 'string' || typeof one.status !== 'string') return null;
    components.push({ name: one.name, status: one.status });
  }
  return { components: components.sort((left, right) => (left.name < right.name ? -1 : 1)) };
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
