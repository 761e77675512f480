import { posix } from 'node:path';

/** What the links of the whole site come to. */
export interface CheckedLinks {
  /** One sentence for each that leads nowhere. */
  readonly problems: readonly string[];
  /** Addresses elsewhere, sorted; nothing asks them. */
  readonly external: readonly string[];
  readonly internalCount: number;
}

/** Checks every link and resource of every page against the files and their anchors. @param files by path. */
export function checkLinks(files: ReadonlyMap<string, string>): CheckedLinks {
  const pages = [...files].filter(([path]) => path.endsWith('.html'));
  const anchors = new Map(pages.map(([path, text]) => [path, readAnchors(text)]));
  const external = new Set<string>();
  const problems: string[] = [];
  let internalCount = 0;
  for (const [path, text] of pages) {
    for (const id of findTwice(text)) problems.push(`${path}: the anchor ${id} stands there twice`);
    for (const url of readLinks(text)) {
      if (/^(https?|mailto):/.test(url)) {
        external.add(url);
        continue;
      }
      internalCount += 1;
      const [file = '', anchor] = url.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      if (!files.has(target)) problems.push(`${path}: the link to ${url} leads to no page`);
      else if (anchor !== undefined && anchors.get(target)?.has(decodeURIComponent(anchor)) !== true) {
        problems.push(`${path}: the link to ${url} leads to no place on its page`);
      }
    }
  }
  return { problems, external: [...external].sort(), internalCount };
}

/** Every `href` and `src`. */
function readLinks(text: string): readonly string[] {
  return [
    ...new Set(
      [...text.matchAll(/<[a-z]+\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map((match) => unescapeHtml(match[1] ?? '')),
    ),
  ];
}

function readAnchors(text: string): ReadonlySet<string> {
  return new Set(listIds(text));
}

function listIds(text: string): readonly string[] {
  return [...text.matchAll(/<[a-z0-9]+\b[^>]*?\sid="([^"]*)"/g)].map((match) => unescapeHtml(match[1] ?? ''));
}

function findTwice(text: string): readonly string[] {
  const ids = listIds(text);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
