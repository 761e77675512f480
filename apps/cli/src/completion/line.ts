import type { Command } from '@oclif/core';

/** What a word can be that only this machine knows. */
export type ValueKind = 'playbooks' | 'worlds' | 'runs';

/** All kinds. */
export const valueKinds: readonly ValueKind[] = ['playbooks', 'worlds', 'runs'];

/** What can stand in one place of a line: words known beforehand, a kind that is looked up, or files. */
export type Choices =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'values'; readonly of: ValueKind }
  | { readonly kind: 'files' }
  | { readonly kind: 'nothing' };

/** A flag as a shell completes it. */
export interface LineFlag {
  readonly name: string;
  readonly char: string | null;
  readonly summary: string;
  /** What its value can be; null for one without. */
  readonly value: Choices | null;
}

/** What can follow some words of a line. */
export interface Line {
  /** The words before, such as `audit list`; empty for the beginning. */
  readonly words: string;
  /** What the words do, in one sentence. */
  readonly summary: string;
  /** Words that can follow, sorted. */
  readonly next: readonly string[];
  readonly flags: readonly LineFlag[];
  /** What its argument can be. */
  readonly argument: Choices;
}

/** A command or topic of oclif, as much as is needed of it. */
export interface LineSource {
  readonly commands: readonly Pick<Command.Loadable, 'id' | 'summary' | 'description' | 'flags' | 'args' | 'hidden'>[];
  readonly topics: readonly { readonly name: string; readonly description?: string | undefined }[];
}

const helpFlag: LineFlag = { name: 'help', char: null, summary: 'what it does', value: null };
const flagValues: Readonly<Record<string, ValueKind>> = { world: 'worlds', playbook: 'playbooks', from: 'runs' };
const argumentValues: readonly (readonly [line: RegExp, of: ValueKind])[] = [
  [/^playbooks (?:show|test)$/, 'playbooks'],
  [/^runs (?!list)/, 'runs'],
  [/^(?:audit show|baseline approve)$/, 'runs'],
];

/** All lines that can be completed, sorted by their words. */
export function toLines({ commands, topics }: LineSource): readonly Line[] {
  const visible = commands.filter((command) => command.hidden !== true);
  const ids = new Map(visible.map((command) => [command.id.replaceAll(':', ' '), command]));
  const prefixes = [...ids.keys()].flatMap((id) =>
    id.split(' ').map((_, count, words) => words.slice(0, count).join(' ')),
  );
  const all = [...new Set([...prefixes, ...ids.keys()])].sort();
  return all.map((words) => {
    const command = ids.get(words);
    const topic = topics.find((candidate) => candidate.name === words.replaceAll(' ', ':'));
    return {
      words,
      summary: firstSentence(command?.summary ?? command?.description ?? topic?.description ?? ''),
      next: nextWords(words, all),
      flags: [
        ...Object.values(command?.flags ?? {})
          .filter((flag) => flag.hidden !== true)
          .map((flag) => toFlag(words, flag)),
        helpFlag,
      ],
      argument: toArgument(words, command),
    };
  });
}

function nextWords(words: string, all: readonly string[]): readonly string[] {
  const start = words === '' ? '' : `${words} `;
  return all
    .filter((line) => line !== '' && line.startsWith(start) && !line.slice(start.length).includes(' '))
    .map((line) => line.slice(start.length));
}

type Flag = LineSource['commands'][number]['flags'][string];

function toFlag(words: string, flag: Flag): LineFlag {
  const { name, char = null, summary, description = '' } = flag;
  return {
    name,
    char,
    summary: firstSentence(summary ?? description),
    value: flag.type === 'boolean' ? null : toValue(words, flag),
  };
}

function toValue(words: string, { name, options }: Flag & { readonly options?: readonly string[] }): Choices {
  if (options !== undefined) return { kind: 'words', words: [...options] };
  // `update --from` is an address, `plan --from` a run.
  const of = name === 'from' && words !== 'plan' ? undefined : flagValues[name];
  if (of !== undefined) return { kind: 'values', of };
  return /^(?:file|out|folder|archive|key|report)$/.test(name) ? { kind: 'files' } : { kind: 'nothing' };
}

function toArgument(words: string, command: LineSource['commands'][number] | undefined): Choices {
  const [first] = Object.values(command?.args ?? {});
  const of = argumentValues.find(([line]) => line.test(words))?.[1];
  if (of !== undefined) return { kind: 'values', of };
  if (first === undefined) return { kind: 'nothing' };
  if (first.options !== undefined) return { kind: 'words', words: first.options };
  return /^(?:file|folder|spec)$/.test(first.name) ? { kind: 'files' } : { kind: 'nothing' };
}

function firstSentence(text: string): string {
  return (/^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ').trim();
}
