import { type AuditEvent, auditEvents } from '@cloudops/spec';
import { html } from '../html.ts';
import { type Page, table } from '../page.ts';

/** What happened when a record says so. */
const meanings: Readonly<Record<AuditEvent, string>> = {
  'question.asked':
    'Somebody asked, or a program did. Written before anything is planned; holds a fingerprint of the question, never its words.',
  'plan.decided':
    'Policy was asked about a plan. Holds the outcome, the policies that made it, and what is still missing.',
  'plan.approved':
    'Somebody signed their yes to exactly one plan. Holds who, when and the digest of the signed statement.',
  'approval.revoked': 'Somebody took back what their key approved.',
  'plan.refused':
    'A saved plan was not applied: it was altered, expired, used before, stale, or not allowed. Holds the reason as one word.',
  'execution.started': 'The first call of a run is about to be sent. Without this record nothing runs.',
  'execution.finished':
    'A run ended. Holds each step with its result, the digests of the evidence, what was changed, and what it cost.',
  'execution.resumed': 'A run whose process had died was looked at again and settled.',
  'world.recorded': 'The answers of a real API were kept in a file, without secrets.',
  'baseline.approved': 'The security groups of a run became the approved state that later audits are held against.',
  'plugin.installed': 'A plugin was installed or linked. Holds its package, version and digest, and what it may do.',
  'plugin.removed': 'A plugin was removed.',
  'plugin.command': 'A command of a plugin was run. Holds the plugin and its version.',
  'subject.erased': 'The key of a person was destroyed: their names in the log cannot be read any more.',
  'records.archived': 'Older records were written to a file that proves itself, or taken out of the log.',
  'records.exported': 'Records were exported with people’s names in them.',
};

/** What the events of the audit log mean. */
export function createAuditEventsPage(): Page {
  const rows = auditEvents.map((event) => [html`<code id="${event}">${event}</code>`, meanings[event]]);
  const body = html`
<p>Each record of the audit log is one of these events. <code>cloudops audit list --event EVENT</code> shows those of one kind;
the fields are in the <a href="../schemas/audit-record.html">schema of a record</a>, what the log proves in
<a href="../guides/compliance.html">Compliance</a>.</p>
${table('Audit events', ['event', 'what happened'], rows)}`;
  return {
    path: 'reference/audit-events.html',
    title: 'Audit events',
    summary: 'What each event of the audit log means.',
    group: 'Reference',
    body,
  };
}
