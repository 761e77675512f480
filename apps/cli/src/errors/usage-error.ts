import { nearestNames } from '@cloudops/planner';

/** A mistake in what was typed, as a person is told of it. */
export interface UsageProblem {
  readonly message: string;
  readonly nextSteps: readonly string[];
}

/** What oclif's parser puts on its errors, as far as it is used here. */
interface ParserError extends Error {
  readonly flags?: readonly unknown[];
  readonly args?: readonly unknown[];
  readonly parse?: {
    readonly input?: {
      readonly context?: { readonly id?: string };
      readonly flags?: Readonly<Record<string, { readonly char?: string }>>;
    };
  };
}

/**
 * Puts a mistake in what was typed into words: what, what was probably meant, and where to read on.
 * @param argv what was typed.
 * @param commands ids of all commands, with `:` between their words; none where they cannot be known.
 */
export function toUsageProblem(error: Error, argv: readonly string[], commands: readonly string[]): UsageProblem {
  const unknown = /^command (.+) not found$/.exec(error.message)?.[1];
  if (unknown !== undefined) return toUnknownCommand(unknown.split(':'), commands);
  const id = (error as ParserError).parse?.input?.context?.id ?? findCommand(argv, commands);
  const help = id === undefined ? 'cloudops --help' : `cloudops ${id.replaceAll(':', ' ')} --help`;
  return { message: toMessage(error), nextSteps: [`See what it takes: ${help}`] };
}

function toUnknownCommand(words: readonly string[], commands: readonly string[]): UsageProblem {
  const name = words.join(' ');
  const topic = words[0] ?? '';
  const names = commands.map((command) => command.replaceAll(':', ' '));
  const known = words.findLastIndex((_, index) => commands.includes(words.slice(0, index + 1).join(':')));
  if (known !== -1) {
    const command = words.slice(0, known + 1).join(' ');
    const rest = words.slice(known + 1).join(' ');
    return {
      message: `"${command}" takes no "${rest}".`,
      nextSteps: [`See what it takes: cloudops ${command} --help`],
    };
  }
  const inTopic = names.filter((one) => one.startsWith(`${topic} `));
  const near = nearestNames(name, inTopic.length > 0 ? inTopic : names).slice(0, 2);
  const see = inTopic.length > 0 ? `cloudops ${topic} --help` : 'cloudops --help';
  return {
    message: `There is no command "${name}".`,
    nextSteps: [
      ...near.map((one) => `Did you mean this? cloudops ${one}`),
      `See what there is: ${see}`,
      ...(inTopic.length + near.length > 0
        ? []
        : ['A question goes behind a command: cloudops ask "why is CPU high?"']),
    ],
  };
}

/** The command whose words were typed first. */
function findCommand(argv: readonly string[], commands: readonly string[]): string | undefined {
  const typed = argv.filter((word) => !word.startsWith('-'));
  return [2, 1].map((count) => typed.slice(0, count).join(':')).find((id) => commands.includes(id));
}

function toMessage(error: ParserError): string {
  const { name, flags = [], args = [] } = error;
  if (name === 'NonExistentFlagsError' || /^Nonexistent flag/.test(error.message)) return toUnknownFlags(error, flags);
  if (/^Missing \d+ required arg/.test(error.message)) return `Missing: ${args.map(nameArgument).join('; ')}.`;
  if (/^Unexpected argument/.test(error.message)) return `It takes no such argument: ${args.map(String).join(', ')}.`;
  return error.message
    .replace(/\n?See more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Missing required flag (\S+)$/, '--$1 is required.')
    .replace(/^All of the following must be provided when using (--\S+): (.*)$/, '$1 goes together with $2.')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function toUnknownFlags(error: ParserError, flags: readonly unknown[]): string {
  const known = Object.keys(error.parse?.input?.flags ?? {}).map((flag) => `--${flag}`);
  return flags
    .map((flag) => {
      const near = nearestNames(String(flag), known)[0];
      return `There is no flag ${flag}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
    })
    .join(' ');
}

function nameArgument(argument: unknown): string {
  const { name = '', description } = argument as { readonly name?: string; readonly description?: string };
  return `${name.toUpperCase()}${description === undefined ? '' : `, ${description}`}`;
}
