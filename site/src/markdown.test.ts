import { describe, expect, it } from 'vitest';
import { escapeHtml, html, textOf } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { Repository } from './repository.ts';

const repository: Repository = {
  read: () => '',
  exists: (path) => ['docs/b.md', 'packages/a/src/x.ts'].includes(path),
  list: () => [],
};
const pages = new Map([
  ['docs/b.md', 'guides/b.html'],
  ['packages/a', 'packages/a.html'],
]);

function render(text: string) {
  return renderMarkdown(text, { source: 'docs/a.md', path: 'guides/a.html', pages, repository });
}

describe('Markdown', () => {
  it('gives its first heading as the title and its first sentence as the summary', () => {
    const { title, summary, body } = render('# A `b`\n\nOne thing. Another.\n');
    expect({ title, summary }).toEqual({ title: 'A b', summary: 'One thing.' });
    expect(body.markup).not.toContain('<h1');
  });

  it.each([
    ['b.md#part', 'href="b.html#part"'],
    ['../packages/a#readme', 'href="../packages/a.html"'],
    ['../packages/a/src/x.ts', 'href="https://github.com/cloudops/cloudops/tree/main/packages/a/src/x.ts"'],
    ['https://example.com/', 'href="https://example.com/" rel="noreferrer external"'],
  ])('leads from %s to where it is on the site', (link, expected) => {
    const { body, problems } = render(`[x](${link})`);
    expect(body.markup).toContain(expected);
    expect(problems).toEqual([]);
  });

  it.each(['missing.md', '../../elsewhere', '../packages/a/gone.ts'])(
    'names a link to %s, which is not there',
    (link) => {
      expect(render(`[x](${link})`).problems).toEqual([`docs/a.md: the link to ${link} leads nowhere`]);
    },
  );

  it('gives headings the anchors that GitHub gives them, twice the same with a number', () => {
    const { body } = render('## What’s `--fail-on`?\n\n## Twice\n\n## Twice\n');
    expect([...body.markup.matchAll(/id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
      'whats---fail-on',
      'twice',
      'twice-1',
    ]);
  });

  it('shows markup instead of running it', () => {
    const { body } = render(
      '<script>alert(1)</script>\n\n`<b>`\n\n```html\n<img onerror=x>\n```\n\n[x](javascript:alert(1))\n',
    );
    expect(body.markup).not.toMatch(/<script|<b>|<img|href="javascript:/);
    expect(body.markup).toContain('&lt;img onerror=x&gt;');
  });
});

describe('a template', () => {
  it('escapes text, attributes and control characters, and joins lists', () => {
    const hostile = '"><script>\u001b[31m&';
    const { markup } = html`<a title="${hostile}">${[hostile, html`<b>${1}</b>`, null]}</a>`;
    const safe = '&quot;&gt;&lt;script&gt;\ufffd[31m&amp;';
    expect(markup).toBe(`<a title="${safe}">${safe}<b>1</b></a>`);
  });

  it('gives its text back', () => {
    expect(textOf(`<p>a  <b>${escapeHtml('<&"')}</b></p>`)).toBe('a <&"');
  });
});
