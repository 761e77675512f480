import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { commonFlags } from './base-command.ts';

const folder = fileURLToPath(new URL('commands/', import.meta.url));
const text = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const loaded = await Promise.all(
  files.map(async (file) => {
    const { default: command } = (await import(/* @vite-ignore */ join(folder, file))) as { default: typeof Command };
    return { file, words: file.replace(/(\/index)?\.ts$/, '').split('/'), command };
  }),
);
const commands = loaded.filter(({ command }) => command.hidden !== true);

/** Whether a row of a table names a command, as `audit list` or as a further one of its topic. */
function isListed([first = '', second]: readonly string[]): boolean {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const names = (row: string, word: string) => new RegExp(`[\`]${word}[\` ]`).test(row);
  if (second === undefined) return rows.some((row) => names(row, first));
  return rows.some((row) => names(row, `${first} ${second}`) || (row.includes(`\`${first} `) && names(row, second)));
}

describe('the page about the command line', () => {
  it.each(commands)('lists $words', ({ words }) => {
    expect(isListed(words)).toBe(true);
  });

  it.each(commands)('explains every flag of $words', ({ command }) => {
    const flags = Object.keys({ ...commonFlags, ...command.flags });
    const missing = flags.filter((flag) => flag !== 'output' && !new RegExp(`--${flag}(?![a-z-])`).test(text));
    expect(missing).toEqual([]);
  });
});
