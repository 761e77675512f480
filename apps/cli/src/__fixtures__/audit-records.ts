import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createAuditId, createCommandRecord } from '@cloudops/audit';
import type { AuditRecord } from '@cloudops/spec';
import { openLog } from '../audit/open-log.ts';
import { auditSettingsSchema } from '../configuration/audit-settings.ts';
import type { CliUser } from './run-cli.ts';

/** The principal of whoever runs the tests. */
export const me = `os:${userInfo().username}`;
const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));

/** Appends what a test needs, through the same door as every command. */
export async function append(user: CliUser, changes: readonly Partial<AuditRecord>[], ageMs = 0): Promise<void> {
  const paths = { auditDatabase: join(user.state, 'audit.db'), keys: join(user.state, 'keys') };
  const { log } = openLog(paths, auditSettingsSchema.parse({}));
  let clock = Date.now() - ageMs;
  let last: string | undefined;
  const records = changes.map((change) => {
    clock += 1000;
    last = createAuditId({ now: () => clock }, randomBytes, last);
    const principal = { id: me, kind: 'human', established_by: 'os-user', credential: 'unknown' } as const;
    const context = { principal, clock: { now: () => clock }, randomBytes, toolVersion: '0.1.0', host: 'my-laptop' };
    return {
      ...createCommandRecord(context, { event: 'question.asked', status: 'matched' }),
      audit_id: last,
      ...change,
    };
  });
  await log.appendMany(records);
  await log.close();
}

/** What a question is about. */
export const action = {
  intent: 'k8s-high-cpu',
  plan_id: null,
  run_id: null,
  targets: ['kubernetes:prod'],
  question_digest: null,
};
/** An execution without an end. */
export const started: Partial<AuditRecord> = {
  ...{
    event: 'execution.started',
    action: { ...action, run_id: 'run_lost' },
    result: { status: 'started', cost_usd: 0 },
  },
};
/** A plan that policy denied. */
export const denied: Partial<AuditRecord> = {
  ...{ event: 'plan.decided', action, result: { status: 'deny', cost_usd: 0 } },
  policy: { outcome: 'deny', policies: ['prod-no-delete'], policy_digest: 'sha256:0' },
};
