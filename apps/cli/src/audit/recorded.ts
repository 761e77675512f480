import { type AuditLog, createCommandRecord, type RecordContext } from '@cloudops/audit';
import type { AuditEvent, Json } from '@cloudops/spec';

/** What is about to be done. */
export interface RecordedAct {
  readonly event: AuditEvent;
  /** The audit id that it follows. */
  readonly parent: string | null;
  readonly extra: Readonly<Record<string, Json>>;
}

/** Does something between two records, `started` and how it ended. No record, no act. @throws what the log or the act throws. */
export async function recorded<Result>(
  log: AuditLog,
  context: RecordContext,
  { act, work }: { readonly act: RecordedAct; readonly work: () => Promise<Result> },
): Promise<Result> {
  const started = createCommandRecord(context, { ...act, status: 'started' });
  await log.append(started);
  const end = async (status: string): Promise<void> => {
    await log.append(createCommandRecord(context, { ...act, status, parent: started.audit_id }));
  };
  const result = await work().catch(async (error: unknown) => {
    await end('failed');
    throw error;
  });
  await end('completed');
  return result;
}
