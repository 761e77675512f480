import { createPattern, readInputValue } from '@cloudops/planner';
import type { Playbook, PlaybookInput } from '@cloudops/spec';
import type { PlaybookProblem } from '../problem.ts';
import type { SourceFile } from '../source/source-file.ts';

/** Checks that defaults, choices, bounds, formats and patterns of inputs agree with their types. */
export function checkInputs(playbook: Playbook, source: SourceFile): readonly PlaybookProblem[] {
  return Object.entries(playbook.inputs).flatMap(([name, input]) => [
    ...boundProblems(name, input, source),
    ...formProblems(name, input, source),
    ...patternProblems(name, input, source),
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

/** Only text has a form; and an example is there to show what fits a pattern. */
function formProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  const stated = (['format', 'pattern', 'example'] as const).filter((key) => input[key] !== undefined);
  if (input.type !== 'string') {
    return stated.map((key) => {
      const message = `${key} has no meaning for ${/^[aeiou]/.test(input.type) ? 'an' : 'a'} ${input.type}`;
      return source.problemAt(['inputs', name, key], message, 'remove it', { atKey: true });
    });
  }
  if (input.example === undefined || input.pattern !== undefined) return [];
  const message = 'example shows what fits a pattern, and there is none';
  return [source.problemAt(['inputs', name, 'example'], message, 'add pattern, or remove it', { atKey: true })];
}

function patternProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  const { type, pattern, example } = input;
  if (type !== 'string' || pattern === undefined) return [];
  const path = ['inputs', name, 'pattern'];
  const outcome = createPattern(pattern);
  if (outcome.kind === 'invalid') {
    const message = `the pattern of ${name} ${outcome.message} (character ${outcome.offset + 1} of it)`;
    return [source.problemAt(path, message, 'write it as RE2 takes it, such as ^vpc-[0-9a-f]{8,17}$')];
  }
  if (example === undefined) {
    const message = `the pattern of ${name} has no example to show to whoever gives another value`;
    return [source.problemAt(path, message, 'add example:', { atKey: true })];
  }
  if (readInputValue(input, example).kind === 'value') return [];
  const message = `the example of ${name} does not fit its pattern or format`;
  return [source.problemAt(['inputs', name, 'example'], message, `it must fit ${pattern}`)];
}

function choiceProblems(name: string, input: PlaybookInput, source: SourceFile): readonly PlaybookProblem[] {
  const { choices, ...rest } = input;
  if (hasBadPattern(input)) return [];
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
  if (input.default === undefined || input.default === null || hasBadPattern(input)) return [];
  const outcome = readInputValue(input, input.default);
  if (outcome.kind === 'value' && outcome.value === input.default) return [];
  const why = outcome.kind === 'rejected' ? outcome.message : `must be written as ${JSON.stringify(outcome.value)}`;
  const hint = outcome.kind === 'rejected' ? outcome.hint : 'remove the quotes';
  return [source.problemAt(['inputs', name, 'default'], `the default of ${name} ${why}`, hint)];
}

/** Nothing fits a pattern that is none; saying so of each value would hide the one mistake. */
function hasBadPattern({ type, pattern }: PlaybookInput): boolean {
  return type === 'string' && pattern !== undefined && createPattern(pattern).kind === 'invalid';
}
