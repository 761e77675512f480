import { renderBar } from '../drawing/bar.ts';
import { renderColumnChart } from '../drawing/column-chart.ts';
import { renderDeltaBar } from '../drawing/delta-bar.ts';
import { renderSparkline } from '../drawing/sparkline.ts';
import { escapeForMarkdown, toMarkdownCode } from '../text/escape-markdown.ts';
import { formatQuantity } from '../text/quantity.ts';
import type { Block, Cell, Chart, Document, Entry, Field, FieldLine, Item, Table } from './document.ts';
import { markSymbol } from './mark.ts';

/** A document as GitHub Flavored Markdown, ending in a newline. */
export function renderMarkdown(document: Document): string {
  const blocks = document.flatMap(blockLines).map((block) => block.trimEnd());
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'title':
      return [`# ${escapeForMarkdown(block.text)}`, escapeForMarkdown(block.subtitle)];
    case 'answer':
      return [`${markSymbol(block.mark, true)} **${emphasized(block.text)}**`];
    case 'overview':
      return [];
    case 'heading':
      return [`## ${escapeForMarkdown(block.text)}`];
    case 'paragraph':
      return [escapeForMarkdown(block.text)];
    case 'entry':
      return entryBlocks(block);
    case 'fields':
      return [fieldList(block.fields)];
    case 'items':
      return [block.items.map(listItem).join('\n')];
    case 'table':
      return [table(block)];
    case 'chart':
      return chart(block);
    case 'footer':
      return ['---', fieldList(block.fields)];
  }
}

function entryBlocks(entry: Entry): readonly string[] {
  const number = entry.number === null ? '' : `${entry.number}. `;
  const word = entry.severity.charAt(0).toUpperCase() + entry.severity.slice(1);
  return [
    `### ${number}${markSymbol(entry.severity, true)} ${word}: ${escapeForMarkdown(entry.title)}`,
    entry.about.map(toMarkdownCode).join(' · '),
    escapeForMarkdown(entry.detail),
    fieldList(entry.fields),
  ];
}

function fieldList(fields: readonly Field[]): string {
  return fields
    .map((field) => {
      const label = `- **${emphasized(field.label)}**`;
      const [only] = field.lines;
      if (field.lines.length === 1 && only !== undefined) return `${label}: ${fieldLine(only)}`;
      return [label, ...field.lines.map((line) => `${line.nested ? '    ' : '  '}- ${fieldLine(line)}`)].join('\n');
    })
    .join('\n');
}

function fieldLine(line: FieldLine): string {
  const mark = line.mark === undefined ? '' : `${markSymbol(line.mark, true)} `;
  return mark + (line.literal ? toMarkdownCode(line.text) : escapeForMarkdown(line.text));
}

function listItem(item: Item): string {
  const head = `- ${item.mark === 'plain' ? '' : `${markSymbol(item.mark, true)} `}${escapeForMarkdown(item.text)}`;
  return [head, ...item.details.map((detail) => `  - ${escapeForMarkdown(detail)}`)].join('\n');
}

function table({ columns, rows }: Table): string {
  const head = `| ${columns.map((column) => escapeForMarkdown(column.header)).join(' | ')} |`;
  const alignment = `| ${columns.map((column) => (column.align === 'right' ? '--:' : '---')).join(' | ')} |`;
  const body = rows.map((row) => `| ${columns.map((_, index) => cell(row[index])).join(' | ')} |`);
  return [head, alignment, ...body].join('\n');
}

/** Drawn lines keep their columns only in a code block; four ticks, since labels come from elsewhere. */
function chart(block: Chart): readonly string[] {
  const format = (value: number): string => formatQuantity(value, block.unit).replaceAll('`', "'");
  const from = block.from.replaceAll('`', "'");
  const until = block.until.replaceAll('`', "'");
  const drawn = renderColumnChart({ ...block, from, until, format });
  return [escapeForMarkdown(block.title), ['````text', drawn, '````'].join('\n')];
}

function cell(one: Cell | undefined): string {
  if (one === undefined) return '';
  if (one.kind === 'text') return escapeForMarkdown(one.text);
  if (one.kind === 'bar') return toMarkdownCode(renderBar(one.values, { width: 12 }));
  if (one.kind === 'delta') return toMarkdownCode(renderDeltaBar(one.value, one.scale, { width: 13 }));
  const maximum = one.maximum === undefined ? {} : { maximum: one.maximum };
  return one.series.length === 0 ? '' : renderSparkline(one.series, { width: 12, ...maximum });
}

/** Emphasis closes only behind a character that is not a space. */
function emphasized(text: string): string {
  const escaped = escapeForMarkdown(text).trim();
  return escaped === '' ? '\u2013' : escaped;
}
