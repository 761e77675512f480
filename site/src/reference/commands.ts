import { type Html, html } from '../html.ts';
import { codeBlock, heading, type Page, relativeUrl, table } from '../page.ts';
import type { Repository } from '../repository.ts';
import {
  commandPath,
  type ManifestArgument,
  type ManifestCommand,
  type ManifestFlag,
  nameOf,
  readCommands,
  readTopics,
} from './command-manifest.ts';
import { exitStatuses, exitStatusesOf } from './exit-statuses.ts';

const common: readonly string[] = ['output', 'no-color', 'quiet', 'verbose'];

/** A page for each command, and one that lists them with the exit statuses. */
export function createCommandPages(repository: Repository): readonly Page[] {
  const commands = readCommands(repository);
  return [createIndex(commands, readTopics(repository)), ...commands.map(toPage)];
}

function createIndex(
  commands: readonly ManifestCommand[],
  topics: Readonly<Record<string, { readonly description: string }>>,
): Page {
  const topicOf = ({ id }: ManifestCommand): string => id.split(':')[0] ?? '';
  const names = [...new Set(commands.map(topicOf))];
  const alone = commands.filter((command) => names.every((name) => name !== topicOf(command) || isAlone(name)));
  function isAlone(name: string): boolean {
    return commands.filter((command) => topicOf(command) === name).length === 1;
  }
  const rows = (list: readonly ManifestCommand[]): Html =>
    table(
      'Commands',
      ['command', 'does'],
      list.map((command) => [linkTo(command), summaryOf(command)]),
    );
  const body = html`
<p>Every command, from the program itself: <code>cloudops COMMAND --help</code> prints the same. What scripts can rely on
stands in <a href="../guides/cli.html">The command line</a>.</p>
${heading(2, 'Commands')}${rows(alone)}
${names
  .filter((name) => !isAlone(name))
  .map((name) => [
    heading(2, `cloudops ${name}`),
    html`<p>${topics[name]?.description ?? ''}</p>`,
    rows(commands.filter((command) => topicOf(command) === name)),
  ])}
${heading(2, 'Exit statuses')}${table(
  'Exit statuses',
  ['status', 'meaning'],
  exitStatuses.map(({ status, meaning }) => [String(status), meaning]),
)}`;
  const summary = 'Every command with its flags, arguments, examples and exit statuses.';
  return { path: 'commands/index.html', title: 'Commands', label: 'All commands', summary, group: 'Commands', body };
}

function linkTo(command: ManifestCommand): Html {
  return html`<a href="${relativeUrl('commands/index.html', commandPath(command.id))}"><code>${nameOf(command)}</code></a>`;
}

/** The first line where a command has no summary of its own, as oclif's help has it. */
function summaryOf({ summary, description = '' }: ManifestCommand): string {
  return summary ?? description.split('\n')[0] ?? '';
}

function toPage(command: ManifestCommand): Page {
  const name = nameOf(command);
  const flags = Object.values(command.flags).filter(({ hidden }) => hidden !== true);
  const own = flags.filter((flag) => !common.includes(flag.name) || flag.name === 'output');
  const others = flags.filter((flag) => !own.includes(flag));
  const args = Object.values(command.args);
  const aliases = [...command.aliases, ...command.hiddenAliases];
  const paragraphs = (command.summary === undefined ? '' : (command.description ?? '')).split('\n\n');
  const body = html`
<p class="lead">${summaryOf(command)}</p>
${paragraphs.filter((text) => text !== '').map((text) => html`<p>${text}</p>`)}
${codeBlock(usageOf(command, args), 'sh')}
${aliases.length === 0 ? null : html`<p>Also called ${aliases.map((alias) => html`<code>cloudops ${alias}</code> `)}.</p>`}
${args.length === 0 ? null : [heading(2, 'Arguments'), table('Arguments', ['argument', ''], args.map(toArgumentRow))]}
${heading(2, 'Flags')}${table('Flags', ['flag', 'does'], [...own, ...others].map(toFlagRow))}
${toExamples(command)}
${heading(2, 'Exit statuses')}${table(
  'Exit statuses',
  ['status', 'meaning'],
  exitStatusesOf(command).map(({ status, meaning }) => [String(status), meaning]),
)}`;
  const path = commandPath(command.id);
  return {
    path,
    title: `cloudops ${name}`,
    label: name,
    summary: summaryOf(command),
    group: 'Commands',
    body,
    weight: 2,
  };
}

function usageOf(command: ManifestCommand, args: readonly ManifestArgument[]): string {
  const words = args.map(({ name, required }) => (required === true ? name.toUpperCase() : `[${name.toUpperCase()}]`));
  return ['cloudops', nameOf(command), ...words, '[flags]'].join(' ');
}

function toArgumentRow({ name, description = '', required, options }: ManifestArgument): readonly (string | Html)[] {
  const allowed = options === undefined ? null : html` One of: ${options.join(', ')}.`;
  return [
    html`<code>${name.toUpperCase()}</code>${required === true ? null : html`<br><small>optional</small>`}`,
    html`${description}${allowed}`,
  ];
}

function toFlagRow(flag: ManifestFlag): readonly (string | Html)[] {
  const { name, char, type, helpValue, description = '', options, required, multiple, exclusive, dependsOn } = flag;
  const value = type === 'boolean' ? '' : ` ${helpValue ?? (options === undefined ? 'VALUE' : name.toUpperCase())}`;
  const notes = [
    ...(options === undefined ? [] : [`One of: ${options.join(', ')}.`]),
    ...(typeof flag.default === 'string' || typeof flag.default === 'number' ? [`Unless given: ${flag.default}.`] : []),
    ...(multiple === true && !description.includes('several times') ? ['May be given several times.'] : []),
    ...(dependsOn === undefined ? [] : [`Goes with ${dependsOn.map((other) => `--${other}`).join(', ')}.`]),
    ...(exclusive === undefined ? [] : [`Not together with ${exclusive.map((other) => `--${other}`).join(', ')}.`]),
  ];
  const shown = `${char === undefined ? '' : `-${char}, `}--${flag.allowNo === true ? '[no-]' : ''}${name}${value}`;
  return [
    html`<code id="${`flag-${name}`}">${shown}</code>${required === true ? html`<br><small>required</small>` : null}`,
    html`${description}${notes.length === 0 ? null : html`<br><small>${notes.join(' ')}</small>`}`,
  ];
}

function toExamples({ examples = [], id }: ManifestCommand): Html | null {
  if (examples.length === 0) return null;
  const shown = examples.map((example) => {
    const text = typeof example === 'string' ? example : example.command;
    const command = text
      .replaceAll('<%= config.bin %>', 'cloudops')
      .replaceAll('<%= command.id %>', id.replaceAll(':', ' '));
    return html`${typeof example === 'string' ? null : html`<p>${example.description}</p>`}${codeBlock(command, 'sh')}`;
  });
  return html`${heading(2, 'Examples')}${shown}`;
}
