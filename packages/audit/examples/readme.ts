// #region readme
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createAuditId, openAuditLog } from '@cloudops/audit';

const folder = mkdtempSync('audit-example-');
const clock = { now: () => Date.now(), sleep: (ms: number) => setTimeout(ms) };
const place = { path: join(folder, 'audit.db'), keyFolder: join(folder, 'keys') };
const log = openAuditLog({ ...place, origin: 'example.org/audit', clock });
const audit_id = createAuditId(clock, randomBytes);
const user = { id: 'os:alice', role: 'human', established_by: 'os-user' };
const action = { intent: null, plan_id: null, run_id: null, targets: [], question_digest: null };
const what = { user, action, policy: null, result: { status: 'completed', cost_usd: 0 }, evidence: {}, parent: null };
const where = { timestamp: new Date(clock.now()).toISOString(), tool_version: '0.1.0', host: 'laptop' };
console.log(await log.append({ schema: 'cloudops.audit/v1', event: 'question.asked', audit_id, ...what, ...where }));
console.log(await log.verify());
await log.close();
// #endregion
