import { stringify } from 'yaml';
import { BaseCommand } from '../../base-command.ts';
import { readConfiguration } from '../../configuration/configuration.ts';
import { renderJson } from '../../output.ts';

export default class Config extends BaseCommand {
  static override summary = 'Show the settings in force and where everything lives.';
  static override description =
    'Prints what config.yaml comes to with its defaults, and the folders of configuration, state, cache and data. No secret is among it.';
  static override examples = [
    { description: 'All of it', command: '<%= config.bin %> config' },
    { description: 'One path, for a script', command: '<%= config.bin %> config -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(Config);
    const { paths } = this;
    const configuration = await readConfiguration(paths.configFile);
    const text = `# ${paths.configFile}\n${stringify(configuration)}\n# Where things live\n${stringify({ paths })}`;
    this.print(flags.output === 'json' ? renderJson({ configuration, paths }) : text);
  }
}
