import { type Html, html } from './html.ts';
import { groups, type Page, relativeUrl } from './page.ts';

/** The page that a group opens with, and that stands for it on other pages. */
const indexes: Readonly<Record<string, string>> = {
  Commands: 'commands/index.html',
  Playbooks: 'playbooks/index.html',
  Findings: 'findings/index.html',
};

/** All pages by group; the long groups list their pages only while one of them is open. */
export function renderNavigation(current: Page, pages: readonly Page[]): Html {
  const shown = groups.map((group) => [group, pages.filter((page) => page.group === group)] as const);
  return html`<ul class="groups">${shown
    .filter(([, list]) => list.length > 0)
    .map(([group, list]) => {
      const index = indexes[group];
      const isOpen = index === undefined || current.group === group;
      const listed = isOpen ? list.filter(isListed(current)) : list.filter(({ path }) => path === index);
      const name = group === 'Start' ? null : html`<span class="group">${group}</span>`;
      return html`<li>${name}<ul>${listed.map((page) => toItem(page, current))}</ul></li>\n`;
    })}</ul>`;
}

/** The many schemas stand on a page of their own. */
function isListed(current: Page): (page: Page) => boolean {
  return ({ path }) => !path.startsWith('schemas/') || path === 'schemas/index.html' || path === current.path;
}

function toItem(page: Page, current: Page): Html {
  const isCurrent = page.path === current.path;
  return html`<li><a href="${relativeUrl(current.path, page.path)}"${isCurrent ? html` aria-current="page"` : null}>${labelOf(page)}</a></li>`;
}

/** The pages before and after one in its group. */
export function renderNeighbours(current: Page, pages: readonly Page[]): Html {
  const listed = pages.filter(({ group, path }) => group === current.group && !path.startsWith('schemas/'));
  const at = listed.findIndex(({ path }) => path === current.path);
  if (at === -1 || listed.length < 2) return html``;
  const link = (page: Page | undefined, rel: 'prev' | 'next', word: string): Html | null =>
    page === undefined
      ? null
      : html`<a rel="${rel}" class="${rel}" href="${relativeUrl(current.path, page.path)}"><small>${word}</small>${labelOf(page)}</a>`;
  return html`<nav class="neighbours" aria-label="Neighbours">${link(listed[at - 1], 'prev', 'Before')}${link(listed[at + 1], 'next', 'Next')}</nav>`;
}

/** Guides with a long title are known by the words before the colon. */
function labelOf({ label, title, group }: Page): string {
  return label ?? (group === 'Guides' ? title.replace(/: .*/, '') : title);
}
