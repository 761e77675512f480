import { escapeForHtml } from '../text/escape-html.ts';
import type { Block, Cell, Column, Document, Entry, Item, Overview, Table } from './document.ts';
import { htmlChart } from './html-chart.ts';
import { htmlFields, htmlFolded } from './html-fields.ts';
import { htmlBar, htmlDelta, htmlSparkline } from './html-figure.ts';
import { htmlMark } from './html-mark.ts';
import { htmlPage } from './html-page.ts';

/** A document as one self-contained HTML page: no script, nothing loaded, every text escaped. */
export function renderHtml(document: Document): string {
  const title = document.find((block) => block.kind === 'title')?.text ?? 'CloudOps';
  const parts = toParts(document);
  const known = new Set(parts.flatMap(({ heading }) => (heading === null ? [] : [heading.text])));
  const body = parts.map(({ heading, blocks }) => {
    const content = blocks.map((block) => renderBlock(block, known)).join('\n');
    return heading === null ? content : section(heading, content);
  });
  return htmlPage({ title, body: body.join('\n') });
}

type Heading = Extract<Block, { kind: 'heading' }>;

/** A heading with what stands under it. */
interface Part {
  readonly heading: Heading | null;
  readonly blocks: readonly Block[];
}

/** A footer belongs under no heading. */
function toParts(document: Document): readonly Part[] {
  const parts: { heading: Heading | null; blocks: Block[] }[] = [{ heading: null, blocks: [] }];
  for (const block of document) {
    if (block.kind === 'heading') parts.push({ heading: block, blocks: [] });
    else if (block.kind === 'footer') parts.push({ heading: null, blocks: [block] });
    else parts.at(-1)?.blocks.push(block);
  }
  return parts.filter(({ heading, blocks }) => heading !== null || blocks.length > 0);
}

function section({ text, mark }: Heading, content: string): string {
  const name = mark === undefined ? '' : ` class="part-${mark}"`;
  return `<section id="${slug(text)}"${name}><h2>${escapeForHtml(text)}</h2>\n${content}</section>`;
}

/** Only letters, digits and dashes: nothing else may stand in an address. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
}

function renderBlock(block: Block, headings: ReadonlySet<string>): string {
  switch (block.kind) {
    case 'title':
      return `<header><h1>${escapeForHtml(block.text)}</h1><p class="subtitle">${escapeForHtml(block.subtitle)}</p></header>`;
    case 'answer':
      return `<p class="answer answer-${block.mark}">${htmlMark(block.mark)} ${escapeForHtml(block.text)}</p>`;
    case 'overview':
      return overview(block, headings);
    case 'heading':
      return `<h2>${escapeForHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p${block.tone === 'muted' ? ' class="muted"' : ''}>${escapeForHtml(block.text)}</p>`;
    case 'entry':
      return entry(block);
    case 'fields':
      return htmlFields(block.fields);
    case 'items':
      return htmlFolded(block.items, block.fold, (items) => `<ul>${items.map(item).join('')}</ul>`);
    case 'table':
      return table(block);
    case 'chart':
      return htmlChart(block);
    case 'footer':
      return `<footer>${htmlFields(block.fields)}</footer>`;
  }
}

function overview({ facts }: Overview, headings: ReadonlySet<string>): string {
  const shown = facts.map(({ text, mark, heading }) => {
    const words = `${mark === undefined ? '' : `${htmlMark(mark)} `}${escapeForHtml(text)}`;
    const isLinked = heading !== undefined && headings.has(heading);
    return `<li>${isLinked ? `<a href="#${slug(heading)}">${words}</a>` : words}</li>`;
  });
  return `<ul class="overview">${shown.join('')}</ul>`;
}

function entry(block: Entry): string {
  const number = block.number === null ? '' : `${block.number}. `;
  const severity = `<span class="${block.severity}">${htmlMark(block.severity)} ${block.severity}</span>`;
  return [
    `<article class="${block.severity}">`,
    `<h3>${number}${severity} ${escapeForHtml(block.title)}</h3>`,
    `<p class="about">${block.about.map(escapeForHtml).join(' · ')}</p>`,
    block.detail === '' ? '' : `<p>${escapeForHtml(block.detail)}</p>`,
    block.fields.length === 0 ? '' : htmlFields(block.fields),
    '</article>',
  ].join('');
}

function item(one: Item): string {
  const details = one.details.map((detail) => `<p class="muted">${escapeForHtml(detail)}</p>`).join('');
  return `<li><p>${one.mark === 'plain' ? '' : `${htmlMark(one.mark)} `}${escapeForHtml(one.text)}</p>${details}</li>`;
}

function table({ columns, rows, hasBarMarks }: Table): string {
  const head = columns.map(({ header, align }) => {
    const isRight = align === 'right' ? ' class="right"' : '';
    return `<th scope="col"${isRight}>${escapeForHtml(header)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => `<td${columnClass(column)}>${cell(row[index])}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const legend = hasBarMarks ? '<p class="muted">Dashed line: request. Solid line: limit or capacity.</p>' : '';
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>${legend}`;
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

/** Numbers, words of a closed list and ids stay whole; names break where they must. */
function columnClass({ align, overflow }: Column): string {
  if (align === 'right') return ' class="right"';
  if (overflow === 'middle') return ' class="name"';
  return overflow === 'never' ? ' class="keep"' : '';
}
