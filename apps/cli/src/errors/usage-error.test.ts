import { Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { targetFlags } from '../base-command.ts';
import Plan from '../commands/plan/index.ts';
import RunsList from '../commands/runs/list.ts';
import RunsShow from '../commands/runs/show.ts';
import { toUsageProblem } from './usage-error.ts';

const commands = ['plan', 'audit:list', 'audit:verify', 'investigate', 'runs:list', 'runs:show', 'triage'];

async function errorOf(
  argv: readonly string[],
  command: Pick<typeof RunsList | typeof RunsShow | typeof Plan, 'args' | 'flags'>,
): Promise<Error> {
  const { args, flags } = command;
  const input = { args, flags: { ...targetFlags, ...flags }, strict: true } as unknown;
  return Parser.parse([...argv], input as Parameters<typeof Parser.parse>[1]).then(
    () => new Error('It was taken.'),
    (error: Error) => error,
  );
}

describe('a command that does not exist', () => {
  it.each([
    ['audt:lst', 'There is no command "audt lst".', 'Did you mean this? cloudops audit list'],
    ['audit:verfy', 'There is no command "audit verfy".', 'Did you mean this? cloudops audit verify'],
    ['triag', 'There is no command "triag".', 'Did you mean this? cloudops triage'],
    ['why is it slow?', 'There is no command "why is it slow?".', 'See what there is: cloudops --help'],
    ['runs:list:a', '"runs list" takes no "a".', 'See what it takes: cloudops runs list --help'],
  ])('such as %s is named, with what may have been meant', (id, message, step) => {
    const problem = toUsageProblem(new Error(`command ${id} not found`), id.split(':'), commands);
    expect(problem).toMatchObject({ message, nextSteps: expect.arrayContaining([step]) });
  });
});

describe('a mistake in the flags or arguments', () => {
  it.each([
    [['--lst', '3'], RunsList, 'There is no flag --lst. Did you mean --last?', 'runs list'],
    [['--zzzzzzzz'], RunsList, 'There is no flag --zzzzzzzz.', 'runs list'],
    [['--last', 'x'], RunsList, '--last: Expected an integer but received: x', 'runs list'],
    [['x'], RunsList, 'It takes no such argument: x.', 'runs list'],
    [['--fix', '1'], Plan, '--fix goes together with --from.', 'plan'],
    [[], RunsShow, 'Missing: ID, a run id.', 'runs show'],
  ] as const)('such as %j is one sentence that leads to the help', async (argv, command, message, name) => {
    const problem = toUsageProblem(await errorOf(argv, command), [...name.split(' '), ...argv], commands);
    expect(problem).toEqual({ message, nextSteps: [`See what it takes: cloudops ${name} --help`] });
  });
});
