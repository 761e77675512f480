import { createReport, createRunSummary, renderReportPieces } from '@cloudops/report';
import type { Json } from '@cloudops/spec';
import { z } from 'zod';
import { findRun } from '../run-lookup.ts';
import { parseArguments } from './check-arguments.ts';
import { cleanText } from './clean-text.ts';
import { markData } from './mark-data.ts';
import { answerSchema } from './output-schema.ts';
import { recordCall } from './record-call.ts';
import { reportSections, shortenReport, takeSection } from './shorten-report.ts';
import { readsHere, type Tool, type ToolAnswer } from './tool.ts';

const wanted = z.strictObject({
  run: z.string().regex(/^run_[0-9A-Za-z]{1,60}$/, 'must be a run id, as answers name it: run_…'),
  section: z.enum(reportSections).exactOptional(),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(200).default(50),
});

const plain = { width: 100, color: false, unicode: true, verbose: false } as const;

/** A past run's report again, or one of its lists a page at a time. */
export const showRunTool: Tool = {
  name: 'show_run',
  title: 'Show a past run',
  description:
    'The report of a past run, made again from its stored evidence; touches no cloud. With a section: that list a page at a time, for what an answer had to cut.',
  inputSchema: {
    type: 'object',
    properties: {
      run: { type: 'string', description: 'A run id, such as run_01JDA5Z7Q4.' },
      section: { type: 'string', enum: reportSections, description: 'Only this list of the report.' },
      offset: { type: 'integer', minimum: 0, default: 0, description: 'From which entry of the list on.' },
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'At most so many entries.' },
    },
    required: ['run'],
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: {
      ...(answerSchema().properties as object),
      section: { type: 'string' },
      offset: { type: 'integer' },
      total: { type: 'integer', description: 'How many entries the list has.' },
      items: { type: 'array', items: { type: 'object' } },
    },
    required: ['run_id'],
  },
  annotations: readsHere,
  async call(call, context) {
    const given = parseArguments(wanted, call.arguments);
    const { run, auditIds } = await findRun(context.paths, given.run);
    await recordCall(context, { event: 'records.exported', status: 'completed', tool: 'show_run', runId: run.id });
    const report = createReport(run);
    if (given.section !== undefined) return answerSection(report, run.id, { ...given, section: given.section });
    const { report: short, cut } = shortenReport(report);
    const summary = createRunSummary(run, { audit_ids: auditIds });
    const rest = 'The rest: call again with a section.';
    return {
      text: markData(renderReportPieces(report, 'human', { run: summary, ...plain }), rest),
      structured: {
        ...{ kind: 'answered', report: short as unknown as Json, cut: cut as unknown as Json },
        ...{
          run_id: run.id,
          plan_id: run.plan.id,
          audit_ids: [...auditIds],
          targets: run.plan.targets as unknown as Json,
        },
      },
    };
  },
};

type Page = Required<Pick<z.infer<typeof wanted>, 'section' | 'offset' | 'limit'>>;

function answerSection(report: Parameters<typeof takeSection>[0], runId: string, page: Page): ToolAnswer {
  const { section, offset, limit } = page;
  const items = takeSection(report, section, offset, limit);
  const total = report[section]?.length ?? 0;
  const end = offset + items.length;
  const more = end < total ? ` Go on with offset ${end}.` : '';
  const lines = items.map((item) => `${cleanText(JSON.stringify(item), 400)}\n`);
  const rest = 'The structured content has all of these entries.';
  return {
    text: `${section}: ${items.length} of ${total}, from ${offset} on.${more}\n${markData(lines, rest)}`,
    structured: { run_id: runId, section, offset, total, items: [...items] },
  };
}
