import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseIntent } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import { type Command, Config, Help, Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { commonFlags } from './base-command.ts';

const folder = fileURLToPath(new URL('commands/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const { oclif } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly oclif: { readonly topics: Readonly<Record<string, { readonly description: string }>> };
};
const catalog = JSON.parse(readFileSync(new URL('../lib/catalog.json', import.meta.url), 'utf8')) as Catalog;

/** Commands that ask a question in words. */
const asking: readonly string[] = ['investigate', 'plan', 'record', 'intent'];

interface Loaded {
  readonly id: string;
  readonly command: typeof Command;
}

async function load(file: string): Promise<Loaded> {
  const { default: command } = (await import(/* @vite-ignore */ join(folder, file))) as {
    readonly default: typeof Command;
  };
  return { id: file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '), command };
}

const commands = (await Promise.all(files.map(load)))
  .filter(({ command }) => command.hidden !== true)
  .toSorted((left, right) => (left.id < right.id ? -1 : 1));

/** The examples as they are typed, without the program's name. */
function examplesOf({ command }: Loaded): readonly string[] {
  const examples = (command.examples ?? []) as readonly (string | { readonly command: string })[];
  return examples.map((example) => (typeof example === 'string' ? example : example.command));
}

/** Words as a shell has them, up to a pipe or a redirection. */
function toArguments(example: string): readonly string[] {
  const words = [...example.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ''));
  const end = words.findIndex((word) => /^([|>;]|&&)/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

/** oclif's help as text, instead of on the screen. */
class RenderedHelp extends Help {
  commandText(command: Command.Loadable): string {
    return this.formatCommand(command);
  }
}

describe('help at 80 columns', () => {
  it('is cut nowhere', async () => {
    const config = await Config.load(fileURLToPath(new URL('..', import.meta.url)));
    const help = new RenderedHelp(config);
    const wide = config.commands
      .filter(({ hidden }) => hidden !== true)
      .flatMap((command) => {
        const lines = help.commandText(command).split('\n');
        return lines.filter((line) => line.length > 80).map((line) => `${command.id}: ${line}`);
      });
    expect(config.commands.length).toBeGreaterThan(40);
    expect(wide).toEqual([]);
  });
});

describe.each(commands)('the help of $id', (loaded) => {
  const { id, command } = loaded;

  it('says in a line what it does, and in a few sentences how', () => {
    const { summary = '', description = '' } = command;
    expect(summary).toMatch(/^[A-Z].{10,61}\.$/);
    expect(description).toMatch(/^[A-Z][\s\S]{20,}\.$/);
    expect(description).not.toBe(summary);
  });

  it('shows at least two examples, none wider than 80 columns', () => {
    const examples = examplesOf(loaded);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) {
      expect(`  $ ${example.replace('<%= config.bin %>', 'cloudops')}`.length).toBeLessThanOrEqual(80);
    }
  });

  it('shows examples that the program takes', async () => {
    const [name = ''] = id.split(' ');
    const names = [id, ...command.hiddenAliases, ...command.aliases].map((one) => one.replaceAll(':', ' '));
    for (const example of examplesOf(loaded)) {
      const [program, ...words] = toArguments(example.replace('<%= config.bin %>', 'cloudops'));
      expect(program).toBe('cloudops');
      const called = names.find((one) => words.slice(0, one.split(' ').length).join(' ') === one);
      expect(called, example).toBeDefined();
      const argv = words.slice(called?.split(' ').length);
      const flags = { ...commonFlags, ...command.flags };
      const input = { args: command.args, flags, strict: command.strict };
      const parsed = await Parser.parse([...argv], input as unknown as Parameters<typeof Parser.parse>[1]);
      const question = parsed.argv.join(' ');
      if (!asking.includes(name) || id !== name || question === '') continue;
      expect(await parseIntent(question, { catalog }), example).toMatchObject({ kind: 'matched' });
    }
  });

  it('describes every flag and argument alike: a phrase, not a sentence', () => {
    const described = Object.entries({ ...command.flags, ...command.args });
    const odd = described.filter(([, { description = '' }]) => !/^[^\s.]\S*( .*[^.])?$/.test(description));
    expect(odd.map(([flag]) => flag)).toEqual([]);
  });

  it('says in capitals what each flag takes', () => {
    const taking = Object.entries(command.flags ?? {}).filter(
      ([, flag]) => flag.type === 'option' && !('options' in flag),
    );
    const nameless = taking.filter(
      ([, flag]) => !/^[A-Z0-9:=…]+$/.test(('helpValue' in flag && String(flag.helpValue)) || ''),
    );
    expect(nameless.map(([name]) => name)).toEqual([]);
  });

  it('stands under a topic that says what it is about', () => {
    const [topic = '', second] = id.split(' ');
    if (second === undefined) return;
    expect(oclif.topics[topic]?.description).toMatch(/^[A-Z].*\.$/);
  });
});
