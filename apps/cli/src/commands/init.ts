import { escapeForTerminal } from '@cloudops/report';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { renderJson } from '../output.ts';
import { writeStarterConfiguration } from '../starter-configuration.ts';

export default class Init extends BaseCommand {
  static override summary = 'Write a first configuration from your kube contexts.';
  static override description =
    'Maps each context to an environment by its name; look at what it guessed. What maps to none counts as prod.';
  static override examples = [
    { description: 'Write it', command: '<%= config.bin %> init' },
    { description: 'Replace the one that is there', command: '<%= config.bin %> init --force' },
  ];
  static override flags = { force: Flags.boolean({ description: 'overwrite the configuration that is there' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(Init);
    const { paths } = this;
    const environments = await writeStarterConfiguration(paths.configFile, flags.force);
    const lines = Object.entries(environments).map(
      ([name, { contexts }]) => `  ${name}: ${contexts.map((context) => escapeForTerminal(context)).join(', ')}\n`,
    );
    const guesses =
      lines.length === 0
        ? 'No kube context was found to map.\n'
        : `Guessed from the contexts’ names:\n${lines.join('')}`;
    const text = `Wrote ${escapeForTerminal(paths.configFile, { maximum: 2000 })}\n${guesses}Next: cloudops doctor\n`;
    this.print(flags.output === 'json' ? renderJson({ file: paths.configFile, environments }) : text);
  }
}
