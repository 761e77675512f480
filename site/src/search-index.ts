import MiniSearch from 'minisearch';
import { textOf } from './html.ts';
import { headingsOf } from './layout.ts';
import type { Page } from './page.ts';

/** What a search finds: a page, or a part of one below a heading. */
interface Entry {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  /** The page's title, where the entry is a part of it. */
  readonly page: string;
  readonly group: string;
  readonly text: string;
  readonly weight: number;
}

const searchFields: readonly string[] = ['title', 'page', 'text'];
/** Of a hit, this much is shown, in characters. */
const excerptLength = 160;
/** Of a part, this much is searched. */
const textLength = 1200;

/** The index as a script that hands it over: a page that was opened from a file may not fetch, but may load this. */
export function createSearchIndex(pages: readonly Page[]): string {
  const entries = pages.flatMap(toEntries).map((entry, id) => ({ ...entry, id }));
  const index = new MiniSearch<Entry>({ fields: [...searchFields] });
  index.addAll(entries.map((entry) => ({ ...entry, text: entry.text.slice(0, textLength) })));
  const shown = entries.map(({ url, title, page, group, text, weight }) => [
    url,
    title,
    page,
    group,
    text.slice(0, excerptLength),
    weight,
  ]);
  return `window.cloudopsSearch(${escapeScript(JSON.stringify({ fields: searchFields, index, shown }))});\n`;
}

/** Rows of a table that have an anchor of their own: a setting, a code, a flag. */
function toRows({ path, title, group, body, weight = 1 }: Page): readonly Omit<Entry, 'id'>[] {
  const rows = body.markup.matchAll(/<tr><td[^>]*><code id="([^"]*)">([\s\S]*?)<\/code>([\s\S]*?)<\/tr>/g);
  return [...rows].map(([, id = '', name = '', rest = '']) => ({
    url: `${path}#${id}`,
    title: textOf(name),
    page: title,
    group,
    text: textOf(rest),
    // The same flag stands on many pages.
    weight: id.startsWith('flag-') ? weight / 8 : weight,
  }));
}

function toEntries(page: Page): readonly Omit<Entry, 'id'>[] {
  const { path, title, summary, group, body, weight = 1 } = page;
  const headings = headingsOf(body);
  const parts = body.markup.split(/<h[234] id="[^"]*">/);
  const intro = textOf(parts[0] ?? '');
  const names = `${page.label ?? ''} ${intro.includes(summary) ? '' : summary}`;
  return [
    { url: path, title, page: page.label ?? '', group, text: `${names} ${intro}`.trim(), weight: weight * 1.5 },
    ...headings.map(({ id, text }, index) => ({
      url: `${path}#${id}`,
      title: text,
      page: title,
      group,
      text: textOf((parts[index + 1] ?? '').replace(/^[\s\S]*?<\/h[234]>/, '')),
      weight,
    })),
    ...toRows(page),
  ];
}

/** No `</script>` and no line separators of JavaScript in the text. */
function escapeScript(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
