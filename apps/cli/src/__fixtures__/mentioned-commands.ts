import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A command line as some text tells it to a reader. */
export interface Mention {
  /** File and line, from the repository's root. */
  readonly place: string;
  /** What follows `cloudops`. */
  readonly words: readonly string[];
  /** Whether it is to be typed as it stands, and not only named. */
  readonly isWhole: boolean;
}

const skipped = /^(node_modules|dist|lib|\.turbo|coverage|worlds|__fixtures__|__snapshots__)$/;

/** Files below a folder that fit, sorted. */
export function listFiles(root: string, folder: string, fits: RegExp): readonly string[] {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      if (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()) {
        return skipped.test(name) ? [] : listFiles(root, path, fits);
      }
      return fits.test(name) ? [path] : [];
    });
}

/** The command lines of a Markdown page: in its blocks of code, where they are whole, and in its text. */
export function readMarkdown(root: string, file: string): readonly Mention[] {
  const mentions: Mention[] = [];
  let block: string[] | null = null;
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  lines.forEach((line, index) => {
    if (/^\s*```/.test(line)) {
      if (block !== null) mentions.push(...readBlock(block, `${file}:${index + 1 - block.length}`));
      block = block === null ? [] : null;
    } else if (block !== null) block.push(line);
    else {
      const found = [...line.matchAll(/`(?:\$ )?cloudops ([^`]+)`/g)];
      for (const [, rest = ''] of found)
        mentions.push({ place: `${file}:${index + 1}`, words: split(rest), isWhole: false });
    }
  });
  return mentions;
}

/** Where a block shows answers too, what is typed stands behind a `$`. */
function readBlock(block: readonly string[], place: string): readonly Mention[] {
  const hasPrompt = block.some((line) => /^\s*\$ /.test(line));
  const text = block.filter((line, index) => !hasPrompt || /^\s*\$ /.test(line) || /\\$/.test(block[index - 1] ?? ''));
  return text
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/(?:^\s*(?:\$ |(?:- )?run: )?|[|;&(] *|\s-s )cloudops (.+)$/g)])
    .map(([, rest = '']) => ({ place, words: split(rest), isWhole: true }));
}

/** The command lines in the texts of a source file, without its comments. */
export function readSource(root: string, file: string): readonly Mention[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (/^\s*(\*|\/\/|\/\*)/.test(line)) return [];
    const plain = line.replaceAll(/\$\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, 'VALUE');
    return [...plain.matchAll(/(?<![.?\w/-])cloudops (?!as |is |was |has )([a-z][^'`\n]*)/g)].map(([, rest = '']) => {
      // Two spaces begin another column, `\\n` another line, and these words go on with the sentence.
      const [command = ''] = rest.split(/ {2}|\\n| (?:with|for|and|or|to|in|prints|says|then) /);
      return { place: `${file}:${index + 1}`, words: split(command), isWhole: false };
    });
  });
}

/** What the containers of a manifest run. */
export function readManifest(root: string, file: string): readonly Mention[] {
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8'));
  return documents
    .flatMap((document) => findContainers(document.toJS()))
    .map((words) => ({ place: file, words, isWhole: true }));
}

function findContainers(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const { image, args } = value as { readonly image?: unknown; readonly args?: unknown };
  const own = typeof image === 'string' && /\bcloudops\b/.test(image) && Array.isArray(args) ? [args.map(String)] : [];
  return [...own, ...Object.values(value).flatMap(findContainers)];
}

/** Words as a shell has them, up to where the command ends. */
function split(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/"[^"]*"?|'[^']*'?|[^\s"']+("[^"]*")?/g)) {
    if (/^(\||\|\||&&|;|>|>>|<|2>.*|#|→|\(.*)$/.test(word)) break;
    const ends = /[;,.:)]$/.test(word) && !/^\.+$/.test(word);
    words.push(ends ? word.slice(0, -1) : word);
    if (ends) break;
  }
  return words;
}
