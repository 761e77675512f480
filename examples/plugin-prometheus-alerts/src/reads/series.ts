import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { type StepEvidence, stepSchema } from '../analysis/evidence.ts';
import type { Client } from '../api/client.ts';
import { fieldsOf } from '../api/fields.ts';
import { readExpression } from '../promql/selectors.ts';
import { compareText } from '../text/printable.ts';
import { type Rule, rulesSchema } from './rules.ts';

/** Input of `prometheus.series`. */
export interface SeriesInput {
  /** Evidence of `prometheus.rules`. */
  readonly rules: StepEvidence;
}

/** Output of `prometheus.series`: what alerting rules select, and that had no series in the last hour. */
export interface SeriesOutput {
  /** Selectors as rules write them, sorted. */
  readonly absent: readonly string[];
  /** How many selectors were looked at. */
  readonly checked: number;
}

/** More questions than this are not asked at once. */
const mostQuestions = 200;
const window = '1h';

/** Checks a {@link SeriesOutput}. */
export const seriesSchema: z.ZodType<SeriesOutput> = z.strictObject({ absent: z.array(z.string()), checked: z.int() });

const input: z.ZodType<SeriesInput> = z.strictObject({ rules: stepSchema });

/** What alerting rules select, each once, sorted. Those that fail say so themselves. */
function selectorsOf(rules: readonly Rule[]): readonly string[] {
  const alerting = rules.filter(({ kind, health }) => kind === 'alerting' && health !== 'err');
  return [...new Set(alerting.flatMap(({ query }) => readExpression(query).selectors))].sort(compareText);
}

/** `absent_over_time` has one short answer, however many series there are. */
async function isAbsent(client: Client, selector: string, context: ActionContext): Promise<Evidence<boolean | null>> {
  const query = `absent_over_time(${selector}[${window}])`;
  const answer = await client.get('/api/v1/query', context, { query });
  if (answer.status !== 'present') {
    // A selector that was misread is no fault of the server.
    const isRefused =
      answer.status === 'unknown' && answer.reason.kind === 'invalid' && answer.reason.message.includes('HTTP 4');
    return isRefused ? { status: 'present', output: null } : (answer as Evidence<never>);
  }
  const { result } = fieldsOf(answer.output.data);
  if (!Array.isArray(result)) {
    const message = 'get /api/v1/query: the answer is not of the form that Prometheus documents';
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  // A store that did not answer leaves its series out.
  return { status: 'present', output: answer.output.warnings.length > 0 ? null : result.length > 0 };
}

async function run(client: Client, { rules }: SeriesInput, context: ActionContext): Promise<Evidence<SeriesOutput>> {
  const read = rulesSchema.safeParse(rules.output);
  if (!read.success) {
    const reason: UnknownReason = rules.reason ?? { kind: 'invalid', message: 'the rules could not be read' };
    return { status: 'unknown', reason };
  }
  const selectors = selectorsOf(read.data.rules);
  const absent: string[] = [];
  let checked = 0;
  for (const selector of selectors.slice(0, mostQuestions)) {
    const answer = await isAbsent(client, selector, context);
    if (answer.status !== 'present') return answer as Evidence<never>;
    if (answer.output === true) absent.push(selector);
    if (answer.output !== null) checked += 1;
    context.notify({ message: 'looking for series', done: checked, total: selectors.length });
  }
  const output = { absent, checked };
  if (selectors.length <= mostQuestions) return { status: 'present', output };
  const message = `rules select ${selectors.length} things; only ${mostQuestions} were looked for`;
  return { status: 'unknown', reason: { kind: 'truncated', message }, output };
}

/** `prometheus.series`: what alerting rules go by and nobody delivers. */
export function createSeriesAction(client: Client): Action {
  return defineAction<SeriesInput, SeriesOutput>({
    name: 'series',
    description: 'Asks which of the series that alerting rules go by had no sample in the last hour.',
    risk: 'read',
    input,
    output: seriesSchema,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: '/api/v1/query' }],
    doRun: (given, context) => run(client, given, context),
  });
}
