import { type Html, html } from './html.ts';
import { toSlug } from './slug.ts';

/** The parts of the site, in the order of the navigation. */
export const groups = [
  'Start',
  'Guides',
  'Commands',
  'Playbooks',
  'Findings',
  'Reference',
  'Deploy',
  'Packages',
  'Examples',
] as const;

/** One of {@link groups}. */
export type Group = (typeof groups)[number];

/** A page before it has its frame. */
export interface Page {
  /** From the site's root, such as `commands/triage.html`. */
  readonly path: string;
  readonly title: string;
  /** In the navigation, where the title is too long for it. */
  readonly label?: string;
  /** One sentence for search results and for who shares a link. */
  readonly summary: string;
  readonly group: Group;
  readonly body: Html;
  /** How much more a hit on this page counts in the search; 1 unless stated. */
  readonly weight?: number;
}

/** A heading with its anchor and a link to itself. */
export function heading(
  level: 2 | 3 | 4,
  text: string,
  content: Html = html`${text}`,
  id: string = toSlug(text),
): Html {
  const tag = { markup: `h${level}` };
  return html`<${tag} id="${id}">${content}<a class="anchor" href="#${id}" aria-label="${`Link to “${text}”`}">#</a></${tag}>\n`;
}

/** The way from one page to another, or to a file of the site. */
export function relativeUrl(from: string, to: string): string {
  const source = from.split('/').slice(0, -1);
  const target = to.split('/');
  let shared = 0;
  while (shared < source.length && shared < target.length - 1 && source[shared] === target[shared]) shared += 1;
  return [...source.slice(shared).map(() => '..'), ...target.slice(shared)].join('/');
}

/** A table that can be scrolled sideways by itself, also with the keyboard; on a narrow screen rows of many cells are stacked. */
export function table(name: string, headers: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  const head = headers.map((header) => html`<th scope="col">${header}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => html`<td data-label="${headers[index] ?? ''}">${cell}</td>`);
    return html`<tr>${cells}</tr>\n`;
  });
  const kind = headers.length > 2 ? 'table stacked' : 'table';
  return html`<div class="${kind}" role="region" aria-label="${name}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>\n`;
}

/** A long name that may go on in the next line after its dots and underscores. */
export function breakable(name: string): Html {
  return html`${name.split(/(?<=[._])/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`))}`;
}

/** A block of code. */
export function codeBlock(text: string, language = ''): Html {
  return html`<pre tabindex="0"${language === '' ? null : html` data-language="${language}"`}><code>${text}</code></pre>\n`;
}
