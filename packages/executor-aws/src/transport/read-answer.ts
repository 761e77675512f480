import { awsError } from '../errors.ts';

/**
 * Reads a body to its end, within limits.
 * @throws CloudOpsError `ANSWER_TOO_LARGE`, or what the body throws.
 */
export async function readAnswer(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      const nextSteps = ['Ask for less: fewer accounts or regions, or a filter in the operation’s input.'];
      throw awsError({ code: 'ANSWER_TOO_LARGE', message: `An answer is larger than ${maxBytes} bytes.`, nextSteps });
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

/** What an answer is checked against. */
export interface AnswerCheck {
  readonly status: number;
  readonly contentType: string;
  readonly operation: string;
  /** The request's content type tells the protocol: form-encoded ones are answered in XML. */
  readonly requestType: string;
  readonly bytes: Uint8Array;
}

function unreadable(what: string): Error {
  return awsError({
    code: 'ANSWER_UNREADABLE',
    message: `The answer is ${what}, not what AWS answers.`,
    nextSteps: ['Look for a proxy, a captive portal or an endpoint override (AWS_ENDPOINT_URL) that answers instead.'],
  });
}

const gatewayStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Refuses answers that the SDK would take for empty ones: a web page is well-formed XML without any item in it, and a
 * document without its end parses as far as it goes.
 * @throws CloudOpsError `ANSWER_UNREADABLE`, `NOT_AVAILABLE`; neither is worth a retry.
 */
export function assertReadable({ status, contentType, operation, requestType, bytes }: AnswerCheck): void {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().toLowerCase();
  const isHtml = contentType.startsWith('text/html') || start.startsWith('<!doctype html') || start.startsWith('<html');
  if (status === 501 || (isHtml && status === 500)) {
    const message = `${operation} is not available at this endpoint (HTTP ${status}).`;
    throw awsError({ code: 'NOT_AVAILABLE', message, nextSteps: ['Ask another region or endpoint.'] });
  }
  if (isHtml && !gatewayStatuses.has(status)) throw unreadable(`a web page (HTTP ${status})`);
  if (status < 200 || status >= 300) return;
  const isRead = /^(?:Batch)?(?:Describe|Get|List|Search|Lookup)/.test(operation);
  if (requestType.includes('x-www-form-urlencoded')) {
    const end = Buffer.from(bytes.subarray(Math.max(0, bytes.byteLength - 200)))
      .toString('latin1')
      .trimEnd();
    if (!end.endsWith(`${operation}Response>`)) throw unreadable('cut off, or another document');
  } else if (isRead && bytes.byteLength === 0) throw unreadable('empty');
}
