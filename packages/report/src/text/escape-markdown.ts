import { escapeForTerminal } from './escape-terminal.ts';

/** Brackets are escaped, so that parentheses need not be. */
const special = /[\\`*_{}[\]<>#|~!&$@]/g;
/** Bare addresses that GitHub's autolink extension would turn into links. */
const autolink = /\b(https?|ftp|www|mailto|xmpp)(:|\.)/gi;
const blockStart = /^(\s*)([-+=]+|\d+[.)])(?=\s|$)/;

/**
 * Makes a text from elsewhere literal in GitHub Flavored Markdown, on one line: no markup, link, mention, table cell,
 * list or HTML can come out of it.
 */
export function escapeForMarkdown(text: string): string {
  const escaped = escapeForTerminal(text)
    .replace(special, (character) => (character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`))
    .replace(autolink, (_match, scheme: string, mark: string) => `${scheme}${mark === ':' ? '&#58;' : '&#46;'}`);
  return escaped.replace(blockStart, (_match, space: string, mark: string) =>
    /\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
  );
}

/** A text from elsewhere as inline code, whatever backticks it holds. Pipes stay escaped, so that it fits a table. */
export function toMarkdownCode(text: string): string {
  const literal = escapeForTerminal(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(literal.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 || literal.trim() === '' ? ' ' : '';
  return `${fence}${padding}${literal}${padding}${fence}`;
}
