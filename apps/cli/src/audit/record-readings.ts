import { type AuditLog, createCommandRecord, type RecordContext } from '@cloudops/audit';
import type { AuditRecord, IntentOutcome } from '@cloudops/spec';
import type { ReadQuestion } from '../intent-file.ts';

/**
 * Reads questions as `read` does, and records each one: for a reader whose questions leave the machine and cost money.
 * Nothing is asked of a model that could not be recorded. @throws what the log or the reader throws.
 */
export function recordReadings(log: AuditLog, context: RecordContext, read: ReadQuestion): ReadQuestion {
  return async (question) => {
    // Opens the log for writing: a log that cannot be written fails here, before anything is sent.
    const digest = await log.fingerprint(question);
    const outcome = await read(question);
    await log.append(toRecord(outcome, digest, context));
    return outcome;
  };
}

function toRecord(outcome: IntentOutcome, digest: string, context: RecordContext): AuditRecord {
  const { parser } = outcome.intent;
  const record = createCommandRecord(context, { event: 'question.asked', status: outcome.kind });
  return {
    ...record,
    action: {
      ...record.action,
      intent: outcome.kind === 'matched' ? outcome.playbook : null,
      question_digest: digest,
    },
    ai: parser,
    result: { ...record.result, cost_usd: parser.cost_usd ?? 0 },
  };
}
