import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { describeNetwork } from './capabilities.ts';
import type { OfferedCommand } from './command-line.ts';

/** What the manifests say of some commands; nothing of the plugin runs to print it. */
export function renderCommandHelp(offered: readonly OfferedCommand[]): string {
  return offered.map(describe).join('\n');
}

function describe({ plugin, command: { name, description, network, environment = [] } }: OfferedCommand): string {
  const safe = (text: string): string => escapeForTerminal(text, { maximum: 500 });
  const sees = environment.length === 0 ? '' : `  It sees the variables: ${environment.map(safe).join(', ')}\n`;
  return [
    `${safe(description)}\n`,
    '\nUSAGE\n',
    `  $ cloudops ${name} [ARGUMENTS]\n`,
    '\nOF THE PLUGIN\n',
    `  ${safe(plugin.name)} ${safe(plugin.version)}\n`,
    `  It ${describeNetwork(network, false)}.\n`,
    sees,
    `  All that the plugin may do: cloudops plugins inspect ${safe(plugin.name)}\n`,
  ].join('');
}

/** The error for a second word that none of the plugin's commands has. */
export function noSuchCommand(argv: readonly string[], offered: readonly OfferedCommand[]): CloudOpsError {
  const said = argv.slice(0, 2).join(' ');
  return new CloudOpsError({
    code: 'USAGE',
    message: `There is no command "${said}".`,
    nextSteps: offered.map(({ command }) => `cloudops ${command.name}: ${command.description}`),
  });
}
