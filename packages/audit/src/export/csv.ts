import type { AuditRecord } from '@cloudops/spec';

const columns: readonly (readonly [
  name: string,
  value: (record: AuditRecord, index: number) => string | number | null,
])[] = [
  ['index', (_, index) => index],
  ['audit_id', ({ audit_id }) => audit_id],
  ['timestamp', ({ timestamp }) => timestamp],
  ['event', ({ event }) => event],
  ['status', ({ result }) => result.status],
  ['user', ({ user }) => user.id],
  ['role', ({ user }) => user.role],
  ['established_by', ({ user }) => user.established_by],
  ['playbook', ({ action }) => action.intent],
  ['targets', ({ action }) => action.targets.join(' ')],
  ['plan_id', ({ action }) => action.plan_id],
  ['run_id', ({ action }) => action.run_id],
  ['decision', ({ policy }) => policy?.outcome ?? null],
  ['policies', ({ policy }) => policy?.policies.join(' ') ?? null],
  ['approved_by', ({ policy }) => policy?.approvals?.map(({ by }) => by).join(' ') ?? null],
  ['steps', ({ steps }) => steps?.length ?? null],
  ['steps_unknown', ({ steps }) => steps?.filter(({ status }) => status === 'unknown').length ?? null],
  ['changes', ({ changes }) => changes?.length ?? null],
  ['model', ({ ai }) => ai?.model ?? null],
  ['cost_usd', ({ result }) => result.cost_usd],
  ['host', ({ host }) => host],
  ['parent', ({ parent }) => parent],
];

/** The first line. */
export const csvHeader: string = `${columns.map(([name]) => name).join(',')}\r\n`;

/** A record as one line (RFC 4180). */
export function toCsvLine(record: AuditRecord, index: number): string {
  return `${columns.map(([, value]) => toCell(value(record, index))).join(',')}\r\n`;
}

/**
 * Spreadsheets run what begins like a formula (https://owasp.org/www-community/attacks/CSV_Injection): a single quote
 * before it makes it text. Quotes hold together what has commas or line ends.
 */
function toCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === '') return '';
  const harmless = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
