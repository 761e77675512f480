import { stringify } from 'yaml';
import { BaseCommand } from '../../base-command.ts';
import { readConfiguration } from '../../configuration/configuration.ts';
import { renderJson } from '../../output.ts';

export default class Config extends BaseCommand {
  static override description = 'Show the settings in force and where everything lives.';

  async run(): Promise<void> {
    const { flags } = await this.parse(Config);
    const { paths } = this;
    const configuration = await readConfiguration(paths.configFile);
    const text = `# ${paths.configFile}\n${stringify(configuration)}\n# Where things live\n${stringify({ paths })}`;
    this.print(flags.output === 'json' ? renderJson({ configuration, paths }) : text);
  }
}
