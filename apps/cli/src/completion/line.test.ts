import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toBash } from './bash.ts';
import { toFish } from './fish.ts';
import { type LineSource, toLines } from './line.ts';
import { toZsh } from './zsh.ts';

const flag = (name: string, more: object = {}): object => ({
  [name]: { name, type: 'option', description: `The ${name}.`, ...more },
});
const source = {
  commands: [
    {
      id: 'triage',
      summary: "What's wrong: now. And more.",
      args: {},
      flags: { ...flag('world'), ...flag('output', { char: 'o', options: ['human', 'json'] }) },
    },
    { id: 'runs:show', summary: 'One run.', args: { id: { name: 'id' } }, flags: {} },
    {
      id: 'plan',
      summary: 'A plan.',
      args: { question: { name: 'question' } },
      flags: { ...flag('from'), ...flag('out') },
    },
    { id: 'plan:show', summary: 'A file.', args: { file: { name: 'file' } }, flags: {} },
    { id: 'secret', hidden: true, args: {}, flags: {} },
  ],
  topics: [{ name: 'runs', description: 'Past runs.' }],
} as unknown as LineSource;
const lines = toLines(source);

/** What bash offers at the end of a line. */
function completeInBash(...words: readonly string[]): readonly string[] {
  const script = `${toBash(lines)}
cloudops() { [ "$3" = worlds ] && echo dns-down hot-shard; }
COMP_WORDS=(cloudops "$@"); COMP_CWORD=$#
_cloudops
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const result = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return result.stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('knows what can follow, and nothing hidden', () => {
    expect(lines.map((line) => [line.words, line.next])).toEqual([
      ['', ['plan', 'runs', 'triage']],
      ...[
        ['plan', ['show']],
        ['plan show', []],
        ['runs', ['show']],
        ['runs show', []],
        ['triage', []],
      ],
    ]);
    expect(lines.find((line) => line.words === 'runs')?.summary).toBe('Past runs.');
    expect(lines.find((line) => line.words === 'triage')?.summary).toBe("What's wrong: now.");
  });

  it('looks names up where a line takes one', () => {
    const find = (words: string): unknown => lines.find((line) => line.words === words);
    expect(find('runs show')).toMatchObject({ argument: { kind: 'values', of: 'runs' } });
    expect(find('plan')).toMatchObject({
      flags: [{ value: { of: 'runs' } }, { value: { kind: 'files' } }, { name: 'help' }],
    });
    expect(find('plan show')).toMatchObject({ argument: { kind: 'files' } });
  });

  it('works in bash', () => {
    expect(completeInBash('')).toEqual(['plan', 'runs', 'triage']);
    expect(completeInBash('tr')).toEqual(['triage']);
    expect(completeInBash('runs', '')).toEqual(['show']);
    expect(completeInBash('triage', '--')).toEqual(['--world', '--output', '--help']);
    expect(completeInBash('triage', '-o', 'j')).toEqual(['json']);
    expect(completeInBash('triage', '-o', 'json', '--world', 'h')).toEqual(['hot-shard']);
    expect(completeInBash('nonsense', '')).toEqual(['plan', 'runs', 'triage']);
  });

  it('quotes what a summary says for zsh and fish', () => {
    expect(toZsh(lines)).toContain("'triage:What'\\''s wrong: now.'");
    expect(toFish(lines)).toContain("-a 'triage' -d 'What\\'s wrong: now.'");
  });
});
