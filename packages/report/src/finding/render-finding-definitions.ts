import type { FindingDefinition } from '@cloudops/spec';
import { type Cell, type Column, type Document, textCell } from '../document/document.ts';
import type { TerminalOptions } from '../drawing/style.ts';
import { renderForm, type ValueForm } from '../render/forms.ts';
import { formatCount } from '../text/quantity.ts';

const columns: readonly Column[] = [
  { header: 'code', overflow: 'never' },
  { header: 'severity', overflow: 'never' },
  { header: 'role', overflow: 'never', optional: 1 },
  { header: 'title', overflow: 'wrap' },
];

/**
 * What finding codes mean, sorted by code. One definition, or `verbose`, is shown whole: how it is decided and what to do. `json`
 * is `{schema_version, findings}`; `jsonl` is one definition a line.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderFindingDefinitions(
  definitions: readonly FindingDefinition[],
  form: ValueForm,
  options: TerminalOptions = {},
): string {
  const sorted = definitions.toSorted((left, right) => (left.code < right.code ? -1 : left.code > right.code ? 1 : 0));
  const renderable = {
    json: () => ({ schema_version: 1, findings: sorted }),
    lines: () => sorted,
    document: (verbose: boolean) => toDefinitionsDocument(sorted, verbose || sorted.length === 1),
  };
  return renderForm(renderable, form, options);
}

function toDefinitionsDocument(definitions: readonly FindingDefinition[], whole: boolean): Document {
  const title = { kind: 'title', text: 'Finding codes', subtitle: formatCount(definitions.length, 'code') } as const;
  if (definitions.length === 0) return [title, { kind: 'paragraph', text: 'No code fits.', tone: 'muted' }];
  if (!whole) return [title, { kind: 'table', columns, rows: definitions.map(row), hasBarMarks: false }];
  const entries = definitions.map(
    ({ code, role, severity, title, decided, remedy }) =>
      ({
        kind: 'entry',
        number: null,
        severity,
        title,
        about: [code, role],
        detail: '',
        fields: [
          { label: 'Decided', lines: [{ text: decided }] },
          { label: 'Do', lines: [{ text: remedy }] },
        ],
      }) as const,
  );
  return definitions.length === 1 ? entries : [title, ...entries];
}

function row({ code, severity, role, title }: FindingDefinition): readonly Cell[] {
  return [textCell(code, 'strong'), textCell(severity, severity), textCell(role, 'muted'), textCell(title)];
}
