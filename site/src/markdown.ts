import { posix } from 'node:path';
import MarkdownIt, { type Token } from 'markdown-it';
import { escapeHtml, type Html } from './html.ts';
import { relativeUrl } from './page.ts';
import { publicSources, type Repository } from './repository.ts';
import { createSlugger } from './slug.ts';

/** What a Markdown file becomes. */
export interface RenderedMarkdown {
  /** The text of its first heading. */
  readonly title: string;
  /** Its first sentence, as plain text. */
  readonly summary: string;
  /** Everything below the first heading. */
  readonly body: Html;
  /** One sentence for each link that leads nowhere. */
  readonly problems: readonly string[];
}

/** What a Markdown file is rendered with. */
export interface MarkdownContext {
  /** The file, from the repository's root. */
  readonly source: string;
  /** The page that it becomes. */
  readonly path: string;
  /** Which file, or folder with a README, is which page. */
  readonly pages: ReadonlyMap<string, string>;
  readonly repository: Repository;
}

/** Renders Markdown; markup in it is shown, never taken for markup. */
export function renderMarkdown(text: string, context: MarkdownContext): RenderedMarkdown {
  const problems: string[] = [];
  const parser = createParser(context, problems);
  const tokens = parser.parse(text, {});
  const first = tokens.findIndex((token) => token.type === 'heading_open' && token.tag === 'h1');
  const title = first === -1 ? context.source : plain(tokens[first + 1]?.children ?? []);
  const rest = first === -1 ? tokens : [...tokens.slice(0, first), ...tokens.slice(first + 3)];
  const paragraph = rest.findIndex((token) => token.type === 'paragraph_open');
  const summary = paragraph === -1 ? '' : plain(rest[paragraph + 1]?.children ?? []);
  const markup = parser.renderer.render(rest, parser.options, {});
  return { title, summary: firstSentence(summary), body: { markup }, problems };
}

function createParser(context: MarkdownContext, problems: string[]): InstanceType<typeof MarkdownIt> {
  const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const { rules } = parser.renderer;
  const slug = createSlugger();
  rules.heading_open = (tokens, index) => {
    const id = slug(plain(tokens[index + 1]?.children ?? []));
    const token = tokens[index];
    token?.attrSet('id', id);
    return `<${token?.tag} id="${escapeHtml(id)}">`;
  };
  rules.heading_close = (tokens, index) => {
    const name = escapeHtml(plain(tokens[index - 1]?.children ?? []));
    const id = escapeHtml(String(tokens[index - 2]?.attrGet('id') ?? ''));
    return `<a class="anchor" href="#${id}" aria-label="Link to “${name}”">#</a></${tokens[index]?.tag}>\n`;
  };
  rules.table_open = () => '<div class="table" role="region" aria-label="Table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
  for (const cell of ['th', 'td']) {
    rules[`${cell}_open`] = (tokens, index) => {
      // As a class: the site's policy takes no styles inside of pages.
      const side = /right|center/.exec(String(tokens[index]?.attrGet('style') ?? ''))?.[0];
      return `<${cell}${cell === 'th' ? ' scope="col"' : ''}${side === undefined ? '' : ` class="${side}"`}>`;
    };
  }
  rules.fence = (tokens, index) => {
    const { content = '', info = '' } = tokens[index] ?? {};
    const language = info.trim().split(/\s+/)[0] ?? '';
    const named = language === '' ? '' : ` data-language="${escapeHtml(language)}"`;
    return `<pre tabindex="0"${named}><code>${escapeHtml(content.replace(/\n$/, ''))}</code></pre>\n`;
  };
  rules.link_open = (tokens, index) => {
    const given = String(tokens[index]?.attrGet('href') ?? '');
    const href = resolveLink(given, context);
    if (href === null) problems.push(`${context.source}: the link to ${given} leads nowhere`);
    const isExternal = /^https?:/.test(href ?? '');
    if (href === null) return '<a>';
    return `<a href="${escapeHtml(href)}"${isExternal ? ' rel="noreferrer external"' : ''}>`;
  };
  return parser;
}

/** Where a link of a file leads on the site; null where there is nothing. Files that are no page lead to the public sources. */
function resolveLink(href: string, { source, path, pages, repository }: MarkdownContext): string | null {
  if (/^(https?:|mailto:)/.test(href) || href.startsWith('#')) return href;
  const [file = '', anchor] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(source), decodeURIComponent(file))).replace(/\/$/, '');
  if (target.startsWith('..')) return null;
  const page = pages.get(target);
  // GitHub's way to lead to the top of a folder's README.
  const suffix = anchor === undefined || (anchor === 'readme' && !target.endsWith('.md')) ? '' : `#${anchor}`;
  if (page !== undefined) return `${relativeUrl(path, page)}${suffix}`;
  if (!repository.exists(target)) return null;
  return `${publicSources}/tree/main/${target}${anchor === undefined ? '' : `#${anchor}`}`;
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => (token.type === 'softbreak' ? ' ' : token.content))
    .join('')
    .trim();
}

function firstSentence(text: string): string {
  const sentence = /^.*?[.:?](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 199)}…`;
}
