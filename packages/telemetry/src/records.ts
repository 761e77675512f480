import { type Attributes, type Context, SeverityNumber } from '@opentelemetry/api';
import type { ObservedOutcome } from './observation.ts';
import { known, type Observer } from './observer.ts';
import { toHrTime } from './time.ts';

interface QuestionRecord {
  readonly context: Context;
  readonly outcome: ObservedOutcome;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
}

/** What only is worth a look, and no failure. */
const cautions: ReadonlySet<string> = new Set(['denied', 'needs-approval', 'stale', 'unreachable', 'interrupted']);

/** One record for each question: information, a warning where it came to nothing, an error where a change failed. */
export function tellQuestion(observer: Observer, { context, outcome, attributes }: QuestionRecord): void {
  const { kind, report } = outcome;
  const isCaution = cautions.has(kind) || report.status === 'partial';
  const level = kind === 'change-failed' ? 'ERROR' : isCaution ? 'WARN' : 'INFO';
  emit(observer, {
    level,
    event: 'cloudops.question.ended',
    body: 'A question ended.',
    context,
    attributes: known(attributes),
  });
}

/** One record for each error. */
export function tellFailure(observer: Observer, context: Context, attributes: Attributes): void {
  emit(observer, { level: 'ERROR', event: 'cloudops.failure', body: 'Something failed.', context, attributes });
}

/** One record for each step that could not read what it should. */
export function tellUnknownStep(observer: Observer, context: Context, attributes: Attributes): void {
  emit(observer, {
    ...{ level: 'WARN', event: 'cloudops.step.unknown', body: 'A step could not read what it should.' },
    ...{ context, attributes },
  });
}

interface LogEvent {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly event: string;
  readonly body: string;
  readonly context: Context;
  readonly attributes: Attributes;
}

function emit({ logger, now }: Observer, { level, event, body, context, attributes }: LogEvent): void {
  const timestamp = toHrTime(now());
  logger.emit({
    ...{ eventName: event, body, attributes, context, timestamp, observedTimestamp: timestamp },
    ...{ severityText: level, severityNumber: SeverityNumber[level] },
  });
}
