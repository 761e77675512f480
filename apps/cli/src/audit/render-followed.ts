import { escapeForTerminal, padText, truncateText } from '@cloudops/report';
import type { AuditRecord } from '@cloudops/spec';
import type { Screen } from '../screen.ts';

/** One record as a line of its own, since a table's widths are not known before its end. */
export function renderFollowed(record: AuditRecord, form: 'human' | 'jsonl', screen: Screen): string {
  if (form === 'jsonl') return `${JSON.stringify(record)}\n`;
  const { timestamp, event, result, user, action, audit_id } = record;
  const cells: readonly (readonly [text: string, width: number])[] = [
    [timestamp.replace(/\.\d+Z$/, 'Z'), 20],
    [event, 18],
    [result.status, 12],
    [user.id, 20],
    [action.intent ?? '-', 20],
    [audit_id, 30],
  ];
  const line = cells.map(([text, width]) => padText(escapeForTerminal(text), width)).join('  ');
  return `${truncateText(line.trimEnd(), screen.width, screen)}\n`;
}
