import { describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';

describe('the link check', () => {
  const target = '<h2 id="here">x</h2>';

  it.each([
    ['b/t.html', []],
    ['b/t.html#here', []],
    ['#top', []],
    ['b/t.html#gone', ['a.html: the link to b/t.html#gone leads to no place on its page']],
    ['b/u.html', ['a.html: the link to b/u.html leads to no page']],
  ])('judges a link to %s', (url, problems) => {
    const files = new Map([
      ['a.html', `<p id="top"><a class="x" href="${url}">x</a></p>`],
      ['b/t.html', target],
    ]);
    expect(checkLinks(files).problems).toEqual(problems);
  });

  it('lists what leads elsewhere, and does not ask it', () => {
    const files = new Map([
      ['a.html', '<a href="https://b.example/">b</a><a href="https://a.example/?x=1&amp;y=2">a</a>'],
    ]);
    expect(checkLinks(files)).toMatchObject({
      problems: [],
      external: ['https://a.example/?x=1&y=2', 'https://b.example/'],
    });
  });

  it('names an anchor that stands on a page twice', () => {
    expect(checkLinks(new Map([['a.html', target + target]])).problems).toEqual([
      'a.html: the anchor here stands there twice',
    ]);
  });
});
