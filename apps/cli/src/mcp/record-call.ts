import { createCommandRecord } from '@cloudops/audit';
import type { AuditEvent } from '@cloudops/spec';
import { openLog } from '../audit/open-log.ts';
import { createRecordContext } from '../audit/record-context.ts';
import type { ServerContext } from './server-context.ts';

/** What a call did that no engine records. */
export interface CallFacts {
  readonly event: AuditEvent;
  readonly status: string;
  readonly tool: string;
  readonly playbook?: string;
  readonly runId?: string;
}

/** Writes the record of a call that needs no engine. To be awaited first: no record, no answer. @throws CloudOpsError `AUDIT_…`. */
export async function recordCall(
  context: ServerContext,
  { event, status, tool, playbook, runId }: CallFacts,
): Promise<string> {
  const { log } = openLog(context.paths, context.configuration.audit);
  try {
    const by = { ...createRecordContext(context.toolVersion), principal: context.principal() };
    const action = { intent: playbook ?? null, run_id: runId ?? null };
    const record = createCommandRecord(by, { event, status, action, extra: { mcp_tool: tool } });
    await log.append(record);
    return record.audit_id;
  } finally {
    await log.close();
  }
}
