import { escapeForHtml } from '../text/escape-html.ts';
import type { Block, Cell, Document, Entry, Field, FieldLine, Item, Mark, Table } from './document.ts';
import { htmlChart } from './html-chart.ts';
import { htmlBar, htmlDelta, htmlSparkline } from './html-figure.ts';
import { htmlPage } from './html-page.ts';
import { markSymbol } from './mark.ts';

/** A document as one self-contained HTML page: no script, nothing loaded, every text escaped. */
export function renderHtml(document: Document): string {
  const title = document.find((block) => block.kind === 'title')?.text ?? 'CloudOps';
  return htmlPage({ title, body: document.map(renderBlock).join('\n') });
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<header><h1>${escapeForHtml(block.text)}</h1><p class="subtitle">${escapeForHtml(block.subtitle)}</p></header>`;
    case 'answer':
      return `<p class="answer">${mark(block.mark)} ${escapeForHtml(block.text)}</p>`;
    case 'heading':
      return `<h2>${escapeForHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p${block.tone === 'muted' ? ' class="muted"' : ''}>${escapeForHtml(block.text)}</p>`;
    case 'entry':
      return entry(block);
    case 'fields':
      return fields(block.fields);
    case 'items':
      return `<ul>${block.items.map(item).join('')}</ul>`;
    case 'table':
      return table(block);
    case 'chart':
      return htmlChart(block);
    case 'footer':
      return `<footer>${fields(block.fields)}</footer>`;
  }
}

function entry(block: Entry): string {
  const number = block.number === null ? '' : `${block.number}. `;
  const severity = `<span class="${block.severity}">${mark(block.severity)} ${block.severity}</span>`;
  return [
    `<article class="${block.severity}">`,
    `<h3>${number}${severity} ${escapeForHtml(block.title)}</h3>`,
    `<p class="about">${block.about.map(escapeForHtml).join(' · ')}</p>`,
    block.detail === '' ? '' : `<p>${escapeForHtml(block.detail)}</p>`,
    block.fields.length === 0 ? '' : fields(block.fields),
    '</article>',
  ].join('');
}

function fields(list: readonly Field[]): string {
  const rows = list.map((field) => `<dt>${escapeForHtml(field.label)}</dt><dd>${field.lines.map(line).join('')}</dd>`);
  return `<dl>${rows.join('')}</dl>`;
}

function line(one: FieldLine): string {
  const text = one.literal ? `<code>${escapeForHtml(one.text)}</code>` : escapeForHtml(one.text);
  const classes = [...(one.nested ? ['nested'] : []), ...(one.tone === 'muted' ? ['muted'] : [])];
  const attribute = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  return `<p${attribute}>${one.mark === undefined ? '' : `${mark(one.mark)} `}${text}</p>`;
}

function item(one: Item): string {
  const details = one.details.map((detail) => `<p class="muted">${escapeForHtml(detail)}</p>`).join('');
  return `<li><p>${one.mark === 'plain' ? '' : `${mark(one.mark)} `}${escapeForHtml(one.text)}</p>${details}</li>`;
}

function table({ columns, rows, hasBarMarks }: Table): string {
  const head = columns.map((column) => `<th${alignment(column.align)}>${escapeForHtml(column.header)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => `<td${alignment(column.align)}>${cell(row[index])}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const legend = hasBarMarks ? '<p class="muted">Dashed line: request. Solid line: limit or capacity.</p>' : '';
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>${legend}`;
}

function cell(one: Cell | undefined): string {
  if (one === undefined) return '';
  if (one.kind === 'bar') return htmlBar(one.values);
  if (one.kind === 'delta') return htmlDelta(one.value, one.scale);
  if (one.kind === 'sparkline') return htmlSparkline(one.series, one.maximum);
  return one.tone === undefined
    ? escapeForHtml(one.text)
    : `<span class="${one.tone}">${escapeForHtml(one.text)}</span>`;
}

function alignment(align: 'left' | 'right' | undefined): string {
  return align === 'right' ? ' class="right"' : '';
}

function mark(one: Mark): string {
  return `<span class="${one}" aria-hidden="true">${markSymbol(one, true)}</span>`;
}
