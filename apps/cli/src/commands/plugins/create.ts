import { escapeForTerminal } from '@cloudops/report';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { createPlugin } from '../../plugins/create-plugin.ts';

export default class PluginsCreate extends BaseCommand {
  static override summary = 'Write a new plugin that works.';
  static override description =
    'A provider, an analyzer, a playbook, a command and tests, to be changed into your own. Needs no build and no npm install.';
  static override examples = [
    { description: 'In a new folder here', command: '<%= config.bin %> plugins create acme-queue' },
    { description: 'Somewhere else', command: '<%= config.bin %> plugins create acme-queue --folder ../acme' },
  ];
  static override args = {
    name: Args.string({ required: true, description: 'the provider’s name: small letters, digits and dashes' }),
  };
  static override flags = {
    folder: Flags.string({
      description: 'where to; cloudops-plugin-NAME here unless stated',
      helpValue: 'FOLDER',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsCreate);
    const template = this.assets.pluginTemplate;
    const created = createPlugin({ template, name: args.name, folder: flags.folder });
    const folder = escapeForTerminal(created.folder, { maximum: 2000 });
    const files = created.files.map((file) => `  ${file}\n`).join('');
    const next = `Next: cloudops plugins link ${folder}\n`;
    this.print(flags.output === 'json' ? renderJson({ created }) : `Wrote ${folder}\n${files}${next}`);
  }
}
