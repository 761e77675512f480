import type { Investigation, InvestigationKind } from '@cloudops/engine';
import { escapeForTerminal } from '@cloudops/report';
import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { drawsUnicode } from '../screen.ts';
import { listenForInterruption } from '../signals.ts';
import { type Delivered, deliverReport, type ReportDelivery } from './deliver-report.ts';
import { type Destination, toDestination } from './destination.ts';

/** What delivering needs besides the report. */
export interface ReporterOptions {
  readonly paths: Paths;
  readonly toolVersion: string;
  readonly flags: {
    readonly report: readonly string[] | undefined;
    readonly 'only-changes'?: boolean;
    readonly quiet: boolean;
  };
  /** Takes a line for a person: standard error. */
  readonly tell: (line: string) => void;
}

/** What is delivered; without a kind it is a past run's. */
export type Deliverable = Pick<Investigation, 'report' | 'summary'> & { readonly kind?: InvestigationKind };

/** Brings reports to the places that `--report` names. */
export interface Reporter {
  /** @returns the exit status: the given one, or 9 where all else went well and a place got nothing. */
  deliver(answer: Deliverable, status: number): Promise<number>;
}

/** Answers that are worth a report: something was read, refused or failed. */
const reported: ReadonlySet<InvestigationKind> = new Set([
  ...(['answered', 'denied', 'needs-approval', 'stale', 'change-failed', 'unreachable'] as const),
]);

/**
 * Looks at all destinations before anything is asked: a wrong one must not cost an hour.
 * @throws CloudOpsError `REPORT_DESTINATION_INVALID`, those of the configuration.
 */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  const given = [...new Set(options.flags.report ?? [])];
  if (given.length === 0) return { deliver: (_, status) => Promise.resolve(status) };
  const { reports } = await readConfiguration(options.paths.configFile);
  const destinations = await Promise.all(given.map((one) => toDestination(one, reports, process.env)));
  return { deliver: (answer, status) => deliverAll(destinations, { answer, status, options }) };
}

async function deliverAll(
  destinations: readonly Destination[],
  {
    answer: { kind, report, summary },
    status,
    options: { paths, toolVersion, flags, tell },
  }: {
    readonly answer: Deliverable;
    readonly status: number;
    readonly options: ReporterOptions;
  },
): Promise<number> {
  if (kind !== undefined && !reported.has(kind)) {
    tell('No report delivered: nothing was run.\n');
    return status;
  }
  const interruption = listenForInterruption(null);
  const request: ReportDelivery = {
    ...{ report, summary, paths, toolVersion, signal: interruption.signal },
    onlyChanges: flags['only-changes'] ?? false,
  };
  let hasFailed = false;
  try {
    // One after the other: the log takes one record at a time, and few places are named.
    for (const destination of destinations) {
      const outcome = await deliverReport(destination, request);
      hasFailed ||= outcome.kind === 'failed';
      if (outcome.kind === 'failed' || !flags.quiet) tell(describe(outcome, destination.given, summary.id));
    }
  } finally {
    interruption.dispose();
  }
  const isFine = status === exitStatus.ok || status === exitStatus.findings;
  return hasFailed && isFine ? exitStatus.undelivered : status;
}

function describe(outcome: Delivered, given: string, run: string | null): string {
  const place = escapeForTerminal(outcome.place);
  if (outcome.kind === 'delivered') return `Report delivered to ${place}.\n`;
  if (outcome.kind === 'unchanged') return `Nothing new since the last report to ${place}: not delivered.\n`;
  const again =
    run === null
      ? ''
      : `  ${drawsUnicode() ? '→' : '->'} It is kept. Once more: cloudops runs deliver ${run} --report '${given}'\n`;
  return `Report not delivered to ${place}: ${escapeForTerminal(outcome.why)}.\n${again}`;
}
