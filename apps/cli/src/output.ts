import { escapeForHtml, escapeForMarkdown, renderTable, type TableColumn } from '@cloudops/report';
import type { Screen } from './screen.ts';

/** The forms of `-o`. */
export type OutputForm = 'human' | 'json' | 'jsonl' | 'markdown' | 'html';

/** A list that can be shown in every form. */
export interface Listing<Row> {
  /** The list's name in JSON. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  /** Said instead of an empty table. */
  readonly empty: string;
}

/** Shows a list: a table for people, the rows themselves for programs. */
export function renderListing<Row>(listing: Listing<Row>, form: OutputForm, screen: Screen): string {
  const { name, rows, columns, empty } = listing;
  if (form === 'json') return renderJson({ [name]: rows });
  if (form === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (rows.length === 0) return `${empty}\n`;
  if (form === 'human') return `${renderTable(rows, columns, screen)}\n`;
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const headers = columns.map((column) => column.header);
  return form === 'markdown' ? toMarkdown(headers, cells) : toHtml(headers, cells);
}

/** One JSON document, versioned, as every `-o json` prints it. */
export function renderJson(value: object): string {
  return `${JSON.stringify({ schema_version: 1, ...value }, null, 2)}\n`;
}

function toMarkdown(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeForMarkdown).join(' | ')} |\n`;
  const rule = `| ${headers.map(() => '---').join(' | ')} |\n`;
  return line(headers) + rule + rows.map(line).join('');
}

function toHtml(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeForHtml(cell)}</${tag}>`).join('')}</tr>\n`;
  return `<table>\n${line('th', headers)}${rows.map((cells) => line('td', cells)).join('')}</table>\n`;
}
