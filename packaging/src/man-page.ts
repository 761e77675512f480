import type { Manifest, ManifestCommand, ManifestInput } from './manifest.ts';

/** What a page needs besides the commands. */
export interface ManPageOptions {
  /** Of the release, `YYYY-MM-DD`. */
  readonly date: string;
}

/** The manual page cloudops(1), in the man macros that groff and mandoc both know. */
export function toManPage({ name, version, description, commands }: Manifest, { date }: ManPageOptions): string {
  const common = commonFlags(commands);
  return [
    `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}" "User Commands"`,
    '.nh',
    '.ad l',
    '.SH NAME',
    `${toRoff(name)} \\- ${toRoff(description)}`,
    '.SH SYNOPSIS',
    `.B ${toRoff(name)}`,
    '.I COMMAND',
    '[\\fIFLAGS\\fR]',
    '.SH DESCRIPTION',
    ...paragraph(
      'Reads a question in plain words, plans what answers it, has a policy decide each step, runs what only reads, and tells what it found with its evidence. Everything is recorded in a log that cannot be rewritten unnoticed.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandSection(name, command, common)),
    '.SH COMMON FLAGS',
    ...common.flatMap(flagEntry),
    '.SH EXIT STATUS',
    ...exitStatus.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, toRoff(meaning)]),
    '.SH FILES',
    ...files.flatMap(([file, meaning]) => ['.TP', `.I ${toRoff(file)}`, toRoff(meaning)]),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([variable, meaning]) => ['.TP', `.B ${toRoff(variable)}`, toRoff(meaning)]),
    '.SH SEE ALSO',
    '.BR kubectl (1),',
    '.BR aws (1)',
    '',
  ].join('\n');
}

// docs/cli.md promises them to scripts.
const exitStatus: readonly (readonly [number, string])[] = [
  [0, 'It is done.'],
  [1, 'An unexpected failure.'],
  [2, 'Wrong usage, configuration or input.'],
  [3, 'The question was not understood.'],
  [4, 'Policy denied it.'],
  [5, 'It needs an approval.'],
  [6, 'Something could not be reached.'],
  [7, 'A plan is stale.'],
  [8, 'The audit log or the journal failed.'],
  [9, 'A report could not be delivered.'],
  [10, 'Findings, where --fail-on asked for it.'],
  [130, 'Interrupted.'],
];
const files: readonly (readonly [string, string])[] = [
  ['~/.config/cloudops/config.yaml', 'The configuration. It holds no secret.'],
  ['~/.config/cloudops/policies/', 'Your own policies, instead of the shipped ones.'],
  ['~/.local/state/cloudops/', 'The audit log, past runs with their evidence, and keys.'],
];
const environment: readonly (readonly [string, string])[] = [
  ['CLOUDOPS_CONFIG', 'Another configuration file.'],
  ['KUBECONFIG', 'Where clusters are described, as for kubectl.'],
  ['NO_COLOR', 'No colour.'],
];

/** The flags that all commands have. */
function commonFlags(commands: readonly ManifestCommand[]): readonly ManifestInput[] {
  const names = ['no-color', 'quiet', 'verbose'];
  return names.flatMap((name) => commands[0]?.flags[name] ?? []);
}

function commandSection(
  program: string,
  command: ManifestCommand,
  common: readonly ManifestInput[],
): readonly string[] {
  const { id, args, flags, summary, description = '', examples = [] } = command;
  const words = id.replaceAll(':', ' ');
  const shown = Object.values(flags).filter(
    (flag) => flag.hidden !== true && !common.some(({ name }) => name === flag.name),
  );
  const names = Object.values(args).map(({ name, required }) => (required === true ? name : `[${name}]`).toUpperCase());
  return [
    `.SS ${toRoff(`${words} ${names.join(' ')}`.trim())}`,
    ...(summary === undefined ? [] : paragraph(summary)),
    ...(description === summary ? [] : ['.PP', ...paragraph(description)]),
    ...shown.flatMap(flagEntry),
    ...examples.flatMap((example) => exampleEntry(program, example)),
  ];
}

function flagEntry({
  name,
  char,
  options,
  helpValue,
  type,
  summary,
  description = '',
}: ManifestInput): readonly string[] {
  const value =
    type === 'boolean' ? '' : ` \\fI${toRoff(helpValue ?? (options === undefined ? 'VALUE' : options.join('|')))}\\fR`;
  const short = char === undefined ? '' : `\\fB\\-${char}\\fR, `;
  return ['.TP', `${short}\\fB${toRoff(`--${name}`)}\\fR${value}`, ...paragraph(summary ?? description)];
}

function exampleEntry(
  program: string,
  example: string | { readonly description: string; readonly command: string },
): readonly string[] {
  const { description, command } = typeof example === 'string' ? { description: '', command: example } : example;
  const line = command.replaceAll('<%= config.bin %>', program);
  return [
    '.PP',
    ...(description === '' ? [] : paragraph(`${description}:`)),
    '.PP',
    '.in +4n',
    '.nf',
    toRoff(line),
    '.fi',
    '.in',
  ];
}

function paragraph(text: string): readonly string[] {
  return text
    .replaceAll('<%= config.bin %>', 'cloudops')
    .split(/\n\s*\n/)
    .flatMap((part, position) => [...(position === 0 ? [] : ['.PP']), toRoff(part.replace(/\s+/g, ' ').trim())]);
}

/** Text as it is: no character of it means anything to roff. */
function toRoff(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('→', '\\(->')
    .replaceAll('…', '...')
    .replaceAll('"', '\\(dq');
  return /^[.']/.test(safe) ? `\\&${safe}` : safe;
}
