import { type Html, html, textOf } from './html.ts';
import { renderNavigation, renderNeighbours } from './navigation.ts';
import { type Page, relativeUrl } from './page.ts';

/** Nothing from elsewhere, nothing inline. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** The whole document of a page. */
export function renderDocument(page: Page, pages: readonly Page[]): string {
  const to = (path: string): string => relativeUrl(page.path, path);
  const title = page.path === 'index.html' ? 'CloudOps' : `${page.title} · CloudOps`;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<meta name="description" content="${page.summary}">
<link rel="icon" href="${to('assets/icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('assets/style.css')}">
<script src="${to('assets/theme.js')}"></script>
<script src="${to('assets/site.js')}" defer data-root="${to('index.html').replace(/index\.html$/, '')}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header class="top">
<a class="brand" href="${to('index.html')}"><img src="${to('assets/icon.svg')}" alt="" width="22" height="22">CloudOps</a>
<div class="tools" id="tools"></div>
</header>
<div class="frame${page.path === 'index.html' ? ' home' : ''}">
<details class="menu"><summary>Menu</summary><nav aria-label="Pages">${renderNavigation(page, pages)}</nav></details>
<nav class="side" aria-label="All pages">${renderNavigation(page, pages)}</nav>
<main id="content" tabindex="-1">
${page.path === 'index.html' ? null : html`<h1>${page.title}</h1>`}
${page.body}
${renderNeighbours(page, pages)}
</main>
${renderContents(page.body)}
</div>
<footer><p>CloudOps is free software under the Apache License 2.0. This site loads nothing from elsewhere.</p></footer>
</body>
</html>
`;
  return document.markup;
}

/** Headings of a page, from its markup. */
export function headingsOf(
  body: Html,
): readonly { readonly id: string; readonly text: string; readonly level: number }[] {
  return [...body.markup.matchAll(/<h([234]) id="([^"]*)">([\s\S]*?)<a class="anchor"/g)].map((match) => ({
    level: Number(match[1]),
    id: match[2] ?? '',
    text: textOf(match[3] ?? ''),
  }));
}

function renderContents(body: Html): Html {
  const listed = headingsOf(body).filter(({ level }) => level === 2);
  if (listed.length < 2) return html`<div class="contents"></div>`;
  const items = listed.map(({ id, text }) => html`<li><a href="#${{ markup: id }}">${text}</a></li>`);
  return html`<nav class="contents" aria-label="On this page"><p class="group">On this page</p><ul>${items}</ul></nav>`;
}
