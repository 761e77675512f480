import type { Evidence, UnknownKind, UnknownReason } from '@cloudops/spec';
import { compareText, type Fields, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { parseObject } from '../api/read-object.ts';
import { reasonFromError } from '../api/reason.ts';
import { type QueryParameters, requestPath } from '../api/request-path.ts';
import type { ApiAnswer, ApiSession, RequestContext } from '../api/session.ts';
import { printable } from '../printable.ts';

/** One question to Prometheus or Alertmanager. */
export interface MetricsRequest {
  readonly session: ApiSession;
  readonly context: RequestContext;
  /** `prometheus` or `alertmanager`. */
  readonly product: string;
  readonly path: string;
  readonly query: QueryParameters;
}

/** A parsed answer: JSON of any shape. */
export interface MetricsAnswer {
  readonly body: unknown;
}

const kinds: Readonly<Record<number, UnknownKind>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'timeout',
  422: 'invalid',
  429: 'throttled',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

/** Asks, and says what an answer other than 2xx means. A 404 is a wrong address, not an empty history. */
export async function readMetrics(request: MetricsRequest): Promise<Evidence<MetricsAnswer>> {
  const { session, context, product, path, query } = request;
  const asked = { verb: 'query', resource: product };
  try {
    const headers = { accept: 'application/json' };
    const answer = await session.exchange({ method: 'GET', path: requestPath(path, query), headers }, context);
    if (answer.status < 200 || answer.status > 299) return { status: 'unknown', reason: reasonOf(product, answer) };
    const body = parseJson(answer.body);
    if (body !== undefined) return { status: 'present', output: { body } };
    return { status: 'unknown', reason: { kind: 'invalid', message: `query ${product}: the answer is no JSON` } };
  } catch (error) {
    return { status: 'unknown', reason: reasonFromError(error, context.signal, asked) };
  }
}

function reasonOf(product: string, { status, body }: ApiAnswer): UnknownReason {
  const { error, errorType, message } = parseObject(body) ?? {};
  const said = printable(textOf(error) || textOf(message));
  // Prometheus answers 503 to a query that ran out of time.
  const kind = errorType === 'timeout' ? 'timeout' : (kinds[status] ?? 'failed');
  const what =
    status === 401
      ? 'it does not accept this login'
      : status === 404
        ? `no ${product} API at this address`
        : status >= 300 && status < 400
          ? 'it redirects, which is not followed: a login must not leave for another host'
          : said;
  const text = `query ${product}: HTTP ${status}${what === '' ? '' : `: ${what}`}`;
  if (kind === 'denied') return { kind, message: text, needs: `a login for ${product} in the configuration` };
  return status === 404 ? { kind, message: text, needs: 'its base address, with its prefix' } : { kind, message: text };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Why nothing can be asked. */
export function notConfigured(product: string, setting: string): UnknownReason {
  return {
    kind: 'unavailable',
    message: `query ${product}: none is configured`,
    needs: `${setting} in the configuration`,
  };
}

/** The result list of a query, of the type that was asked for; null for anything else. */
export function resultsOf(body: unknown, type: 'matrix' | 'vector'): readonly unknown[] | null {
  const answer = fieldsOf(body);
  const { result, resultType } = fieldsOf(answer.data);
  if (answer.status !== 'success' || !Array.isArray(result)) return null;
  return resultType === undefined || resultType === type ? result : null;
}

/** Prometheus's own warnings, such as a store that did not answer. */
export function warningsOf(body: unknown): readonly string[] {
  return listOf(fieldsOf(body).warnings)
    .slice(0, 20)
    .map((warning) => printable(textOf(warning)));
}

const mostLabels = 60;

/** Labels sorted by name; hostile text made fit for a line. */
export function labelsOf(metric: unknown): Readonly<Record<string, string>> {
  const labels = Object.entries(fieldsOf(metric) satisfies Fields)
    .slice(0, mostLabels)
    .map(([name, label]) => [printable(name, 100), printable(textOf(label), 253)] as const);
  return Object.fromEntries(labels.sort(([left], [right]) => compareText(left, right)));
}

/** A sample's value as Prometheus writes it; null where it is no finite number. */
export function sampleValue(text: unknown): number | null {
  const number = Number(textOf(text) || Number.NaN);
  return Number.isFinite(number) ? number : null;
}

/** Why an answer is not the whole one; null where it is. */
export function lackOf(warnings: readonly string[], isCut: boolean, most: number): UnknownReason | null {
  const [warning] = warnings;
  if (isCut) {
    const message = `query prometheus: more than ${most} series; the rest was left out`;
    return { kind: 'truncated', message, needs: 'a narrower question, such as one namespace' };
  }
  if (warning === undefined) return null;
  // A store that did not answer leaves its series out: what is missing here may well exist.
  const message = `query prometheus: its answer may lack series: ${warning}`;
  return { kind: 'truncated', message, needs: 'a Prometheus whose stores all answer' };
}
