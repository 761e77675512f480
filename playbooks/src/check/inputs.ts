import { readInputValue } from '@cloudops/planner';
import type { Playbook, PlaybookInput } from '@cloudops/spec';
import type { PlaybookProblem } from '../problem.ts';
import type { SourceFile } from '../source/source-file.ts';

/** Checks that defaults, choices and bounds of inputs agree with their types. */
export function checkInputs(playbook: Playbook, source: SourceFile): readonly PlaybookProblem[] {
  return Object.entries(playbook.inputs).flatMap(([name, input]) => [
    ...boundProblems(name, input, source),
    ...choiceProblems(name, input, source),
    ...defaultProblems(name, input, source),
  ]);
}

function boundProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  const { minimum, maximum } = input;
  const stated = (['minimum', 'maximum'] as const).filter((key) => input[key] !== undefined);
  if (input.type === 'string' || input.type === 'boolean') {
    return stated.map((key) => {
      const message = `${key} has no meaning for a ${input.type}`;
      return source.problemAt(['inputs', name, key], message, 'remove it', { atKey: true });
    });
  }
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return [];
  const message = `minimum ${minimum} is above maximum ${maximum}`;
  return [source.problemAt(['inputs', name, 'minimum'], message, 'swap them')];
}

function choiceProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  const { choices, ...rest } = input;
  return (choices ?? []).flatMap((choice, index) => {
    const outcome = readInputValue(rest, choice);
    if (outcome.kind === 'value' && outcome.value === choice) return [];
    const why = outcome.kind === 'rejected' ? outcome.message : `must be written as ${JSON.stringify(outcome.value)}`;
    return [
      source.problemAt(['inputs', name, 'choices', index], `a choice of ${name} ${why}`, `its type is ${input.type}`),
    ];
  });
}

function defaultProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  if (input.default === undefined || input.default === null) return [];
  const outcome = readInputValue(input, input.default);
  if (outcome.kind === 'value' && outcome.value === input.default) return [];
  const why = outcome.kind === 'rejected' ? outcome.message : `must be written as ${JSON.stringify(outcome.value)}`;
  const hint = outcome.kind === 'rejected' ? outcome.hint : 'remove the quotes';
  return [source.problemAt(['inputs', name, 'default'], `the default of ${name} ${why}`, hint)];
}
