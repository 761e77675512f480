import { createHash } from 'node:crypto';
import { deliverToWebhook } from '@cloudops/audit';
import { createReportMessage, type RunSummary, renderChatText, renderReportPieces } from '@cloudops/report';
import { CloudOpsError, type Report } from '@cloudops/spec';
import { createRecordContext } from '../audit/record-context.ts';
import { recorded } from '../audit/recorded.ts';
import { systemClock } from '../composition/system-clock.ts';
import type { Paths } from '../configuration/paths.ts';
import { definitionsFor } from '../investigation/render-investigation.ts';
import { withAuditLog } from '../state.ts';
import type { Destination } from './destination.ts';
import { toPlainName } from './file-name.ts';
import { isNews, keepDelivered } from './last-delivered.ts';
import { writeReportFile } from './write-report-file.ts';

/** A report to be delivered, and from where. */
export interface ReportDelivery {
  readonly report: Report;
  readonly summary: RunSummary;
  readonly paths: Paths;
  readonly toolVersion: string;
  readonly signal: AbortSignal;
  /** Leaves out places where the same came last. */
  readonly onlyChanges: boolean;
}

/** What became of a report at one place. */
export type Delivered =
  | { readonly kind: 'delivered'; readonly place: string }
  | { readonly kind: 'unchanged'; readonly place: string }
  | { readonly kind: 'failed'; readonly place: string; readonly why: string };

/** Brings a report to one place. Never throws for what is wrong there: the report itself is kept, and others wait. */
export async function deliverReport(destination: Destination, delivery: ReportDelivery): Promise<Delivered> {
  const { report, summary, paths } = delivery;
  const addressed = { destination: identityOf(destination), report, summary };
  if (delivery.onlyChanges && !(await isNews(paths, addressed))) return { kind: 'unchanged', place: destination.given };
  const place = destination.kind === 'file' ? toPath(destination.pattern, summary) : destination.given;
  const why =
    destination.kind === 'file'
      ? await writeFile(place, destination, delivery)
      : await send(destination, delivery).catch(toReason);
  if (why !== null) return { kind: 'failed', place, why };
  if (delivery.onlyChanges) await keepDelivered(paths, addressed);
  return { kind: 'delivered', place };
}

/** What a place is known by: two addresses of one host are two places. Kept as a digest alone. */
function identityOf(destination: Destination): string {
  const { kind, given } = destination;
  return kind === 'file' || given.startsWith('webhook:') ? given : destination.url;
}

function toPath(pattern: string, { id, started_at }: RunSummary): string {
  return toPlainName(pattern, { date: started_at.slice(0, 10), run: id ?? 'no-run' });
}

async function writeFile(
  path: string,
  { form }: Extract<Destination, { kind: 'file' }>,
  { report, summary }: ReportDelivery,
): Promise<string | null> {
  const definitions = await definitionsFor(form);
  // What is kept or mailed is whole.
  const options = { run: summary, definitions, verbose: true, width: 100 };
  return writeReportFile(path, renderReportPieces(report, form, options));
}

/** A record says that a report leaves the machine before it does; no record, no report. */
async function send(
  { given, url, format, secret, headers }: Extract<Destination, { kind: 'webhook' }>,
  { report, summary, paths, toolVersion, signal }: ReportDelivery,
): Promise<null> {
  const body =
    format === 'slack'
      ? `${JSON.stringify({ text: renderChatText(report, summary) })}\n`
      : createReportMessage(report, { run: summary });
  const extra = {
    ...{ form: `report (${format})`, destination: given, host: new URL(url).host },
    ...{ run: summary.id, bytes: Buffer.byteLength(body), digest: `sha256:${sha256(body)}` },
  };
  const act = { event: 'records.exported' as const, parent: summary.audit_ids.at(-1) ?? null, extra };
  // Once more by hand is the same message: a receiver that has it can drop it.
  const identity = summary.id === null ? body : `${summary.id} ${format}`;
  const work = async (): Promise<null> => {
    const options = { url, headers, clock: systemClock, signal, ...(secret === undefined ? {} : { secret }) };
    const outcome = await deliverToWebhook({ body, identity }, options);
    if (outcome.kind === 'delivered') return null;
    throw new CloudOpsError({ code: 'REPORT_NOT_DELIVERED', message: outcome.why });
  };
  return withAuditLog(paths, (log) => recorded(log, createRecordContext(toolVersion), { act, work }));
}

function toReason(error: unknown): string {
  if (CloudOpsError.isInstance(error)) return error.message.replace(/\.$/, '');
  throw error;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
