import type { AuditRecord } from '@cloudops/spec';
import { type Cell, type Column, type Document, type Field, textCell } from '../document/document.ts';
import type { TerminalOptions, Tone } from '../drawing/style.ts';
import { renderForm, type ValueForm } from '../render/forms.ts';
import { inputsText } from '../report-document/value-text.ts';
import { formatCount, formatDollars } from '../text/quantity.ts';

const columns: readonly Column[] = [
  { header: 'time', overflow: 'never' },
  { header: 'event', overflow: 'never' },
  { header: 'status', overflow: 'end', minimum: 10 },
  { header: 'user', overflow: 'middle', minimum: 10 },
  { header: 'playbook', overflow: 'middle', minimum: 14, optional: 1 },
  // Half an id leads nowhere.
  { header: 'id', overflow: 'never', optional: 2 },
];

/**
 * Audit records in the order they are given. `json` is `{schema_version, records}`; `jsonl` is one record a line. With
 * `verbose`, people see each record whole. These are copies for reading: what proves the log is its own bytes.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderAuditRecords(
  records: readonly AuditRecord[],
  form: ValueForm,
  options: TerminalOptions = {},
): string {
  const renderable = {
    json: () => ({ schema_version: 1, records }),
    lines: () => records,
    // Markdown and HTML default to verbose elsewhere; a log is a table unless asked otherwise.
    document: () => toAuditDocument(records, options.verbose ?? false),
  };
  return renderForm(renderable, form, options);
}

function toAuditDocument(records: readonly AuditRecord[], verbose: boolean): Document {
  const title = { kind: 'title', text: 'Audit log', subtitle: formatCount(records.length, 'record') } as const;
  if (records.length === 0) return [title, { kind: 'paragraph', text: 'No record fits.', tone: 'muted' }];
  if (!verbose) return [title, { kind: 'table', columns, rows: records.map(row), hasBarMarks: false }];
  return [title, ...records.map((record) => ({ kind: 'fields', fields: recordFields(record) }) as const)];
}

function row({ timestamp, event, result, user, action, audit_id }: AuditRecord): readonly Cell[] {
  return [
    textCell(timestamp.replace(/\.\d+Z$/, 'Z'), 'muted'),
    textCell(event),
    textCell(result.status, statusTone(result.status)),
    textCell(user.id),
    textCell(action.intent ?? '-'),
    textCell(audit_id, 'muted'),
  ];
}

function recordFields(record: AuditRecord): readonly Field[] {
  const { action, user, policy, result, evidence, extra = {} } = record;
  const pairs: readonly (readonly [string, readonly string[]])[] = [
    ['id', [record.audit_id]],
    ['time', [record.timestamp]],
    ['event', [record.event]],
    ['status', [`${result.status}, ${formatDollars(result.cost_usd)}`]],
    ['user', [`${user.id} (${user.role}, known by ${user.established_by})`]],
    ['playbook', action.intent === null ? [] : [action.intent]],
    ['plan', action.plan_id === null ? [] : [action.plan_id]],
    ['run', action.run_id === null ? [] : [action.run_id]],
    ['targets', action.targets],
    ['question', action.question_digest === null ? [] : [action.question_digest]],
    ['decision', policy === null ? [] : [`${policy.outcome} by ${policy.policies.join(', ') || 'no policy'}`]],
    ['policy', policy === null ? [] : [policy.policy_digest]],
    [
      'evidence',
      Object.keys(evidence)
        .sort()
        .map((step) => `${step} ${evidence[step] ?? 'none'}`),
    ],
    [
      'details',
      Object.keys(extra)
        .sort()
        .map((name) => inputsText({ [name]: extra[name] ?? null })),
    ],
    ['follows', record.parent === null ? [] : [record.parent]],
    ['made by', [`${record.tool_version} on ${record.host}`]],
  ];
  return pairs
    .filter(([, texts]) => texts.length > 0)
    .map(([label, texts]) => ({ label, lines: texts.map((text) => ({ text })) }));
}

function statusTone(status: string): Tone | undefined {
  if (['completed', 'auto-approve', 'approved', 'matched'].includes(status)) return 'good';
  if (['deny', 'denied', 'failed'].includes(status)) return 'high';
  return ['partial', 'needs-approval', 'interrupted'].includes(status) ? 'medium' : undefined;
}
