import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseIntent } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import type { Command } from '@oclif/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { listFiles, type Mention, readManifest, readMarkdown, readSource } from './__fixtures__/mentioned-commands.ts';
import { commonFlags } from './base-command.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = fileURLToPath(new URL('commands/', import.meta.url));

/** As much of a command as its mention is held against. */
type Known = Pick<typeof Command, 'args' | 'flags' | 'strict' | 'hiddenAliases' | 'aliases'>;

const catalog = JSON.parse(readFileSync(new URL('../lib/catalog.json', import.meta.url), 'utf8')) as Catalog;

let commands: ReadonlyMap<string, Known>;
const pluginWords = new Set<string>();

beforeAll(async () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const loaded = await Promise.all(
    files.map(async (file) => {
      const { default: command } = (await import(/* @vite-ignore */ join(folder, file))) as { readonly default: Known };
      const id = file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' ');
      const names = [id, ...(command.hiddenAliases ?? []), ...(command.aliases ?? [])];
      return names.map((name) => [name, command] as const);
    }),
  );
  commands = new Map(loaded.flat());
  for (const plugin of ['templates', 'examples'].flatMap((parent) => listFiles(root, parent, /^package\.json$/))) {
    const { cloudops } = JSON.parse(readFileSync(join(root, plugin), 'utf8'));
    for (const { name } of cloudops?.commands ?? []) pluginWords.add(name.split(' ')[0]);
  }
});

/** What is wrong with a mention, in words; null when a reader can type it. */
function judge({ words, isWhole }: Mention): string | null {
  const [first = ''] = words;
  if (/^(-|[A-Z<[$…{]|VALUE)/.test(first) || pluginWords.has(first)) return null;
  const id = [2, 1].map((length) => words.slice(0, length).join(' ')).find((name) => commands.has(name));
  const command = id === undefined ? undefined : commands.get(id);
  if (id === undefined || command === undefined) {
    const isTopic = words.length === 1 && [...commands.keys()].some((name) => name.startsWith(`${first} `));
    return isTopic ? null : `there is no command "${words.slice(0, 2).join(' ')}"`;
  }
  return judgeRest(command, words.slice(id.split(' ').length), isWhole);
}

function judgeRest(command: Known, words: readonly string[], isWhole: boolean): string | null {
  const flags = Object.entries({ ...commonFlags, ...command.flags });
  const given: string[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!/^-{1,2}[a-z]/.test(word)) {
      if (!/^(\[|…|\.\.\.)/.test(word)) given.push(word);
      continue;
    }
    const [written = '', joined] = word.split('=');
    const [name, flag] = flags.find(([key, { char }]) => written === `--${key}` || written === `-${char}`) ?? [];
    if (written === '--help') return null;
    if (name === undefined || flag === undefined) return `there is no flag ${written}`;
    seen.add(name);
    if (flag.type === 'boolean') continue;
    if (joined === undefined) index += 1;
    const value = joined ?? words[index];
    if (value === undefined) return isWhole ? `${written} lacks its value` : null;
    const { options } = flag as { readonly options?: readonly string[] };
    const isLiteral = /^[a-z][a-z0-9.-]*$/.test(value);
    if (options !== undefined && isLiteral && !options.includes(value)) return `${written} cannot be ${value}`;
  }
  const args = Object.values(command.args ?? {});
  if (command.strict !== false && given.length > args.length)
    return `it takes no "${given.slice(args.length).join(' ')}"`;
  if (!isWhole) return null;
  const missing = args.slice(given.length).filter(({ required }) => required === true);
  const flagless = flags.filter(([key, flag]) => (flag as { required?: boolean }).required === true && !seen.has(key));
  const names = [...missing.map(({ name }) => name), ...flagless.map(([key]) => `--${key}`)];
  return names.length === 0 ? null : `it lacks ${names.join(', ')}`;
}

function problemsOf(mentions: readonly Mention[]): readonly string[] {
  return mentions.flatMap((mention) => {
    const problem = judge(mention);
    return problem === null ? [] : [`${mention.place}: cloudops ${mention.words.join(' ')}: ${problem}`];
  });
}

const pages = [
  'docs',
  'packages',
  'deploy',
  'examples',
  'templates',
  'evals',
  'testbed',
  'bench',
  'playbooks',
  'packaging',
]
  .filter((name) => existsSync(join(root, name)))
  .flatMap((name) => listFiles(root, name, /\.md$/))
  .filter((name) => !name.endsWith('CHANGELOG.md'));

describe('the check of a command line', () => {
  it.each([
    ['runs', 'list', '--nope'],
    ['run', 'list'],
    ['runs', 'list', 'RUN'],
    ['triage', '-o', 'yaml'],
    ['runs', 'show'],
    ['record', 'why?', '--name'],
    ['audit', 'archive', '--cut'],
  ])('finds fault with cloudops %s %s %s', (...words) => {
    expect(judge({ place: '', words: words.filter((word) => word !== undefined), isWhole: true })).not.toBeNull();
  });

  it.each([
    ['ask', '"why?"', '-o', 'sarif'],
    ['plan', '--from', 'RUN', '--fix=1'],
    ['NAME', '--help'],
    ['audit', 'erase', 'os:alice', '--help'],
  ])('takes cloudops %s %s', (...words) => {
    expect(judge({ place: '', words, isWhole: true })).toBeNull();
  });
});

describe('a command that a reader is told to type', () => {
  it('on a page exists, with these flags', () => {
    const mentions = ['README.md', 'CONTRIBUTING.md', ...pages].flatMap((page) => readMarkdown(root, page));
    expect(mentions.length).toBeGreaterThan(100);
    expect(problemsOf(mentions)).toEqual([]);
  });

  it('on a page asks what is understood', async () => {
    // Plugins and the guide to playbooks bring playbooks of their own.
    const shipped = pages.filter((page) => !/^(templates|examples)\/|playbooks\.md$|plugin/.test(page));
    const mentions = ['README.md', ...shipped].flatMap((page) => readMarkdown(root, page));
    const asked = mentions.flatMap(({ place, words: [command = '', question = ''], isWhole }) =>
      isWhole && ['ask', 'investigate', 'plan', 'record'].includes(command) && /^".+[^…]"$/.test(question)
        ? [{ place, question: question.slice(1, -1) }]
        : [],
    );
    expect(asked.length).toBeGreaterThan(10);
    const outcomes = await Promise.all(asked.map(({ question }) => parseIntent(question, { catalog })));
    const unclear = asked.filter((_, index) => outcomes[index]?.kind !== 'matched');
    expect(unclear).toEqual([]);
  });

  it('in an error, a note or a remedy exists, with these flags', () => {
    const folders = ['packages', 'apps/cli/src', 'playbooks'];
    // The list of words that open a question tells nobody to type anything.
    const isTold = (name: string): boolean => !name.endsWith('/openers.ts');
    const sources = folders
      .flatMap((name) => listFiles(root, name, /(?<!\.(test|cases|test-d))\.(ts|ya?ml)$/))
      .filter(isTold);
    const mentions = sources.flatMap((source) => readSource(root, source));
    expect(mentions.length).toBeGreaterThan(100);
    expect(problemsOf(mentions)).toEqual([]);
  });

  it('in a manifest exists, with these flags', () => {
    const manifests = ['deploy', 'examples'].flatMap((name) => listFiles(root, name, /\.ya?ml$/));
    const mentions = manifests.flatMap((manifest) => readManifest(root, manifest));
    expect(mentions.length).toBeGreaterThan(0);
    expect(problemsOf(mentions)).toEqual([]);
  });
});
