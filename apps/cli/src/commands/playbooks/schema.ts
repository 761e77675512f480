import { playbookJsonSchema } from '@cloudops/playbooks';
import { BaseCommand } from '../../base-command.ts';

export default class PlaybooksSchema extends BaseCommand {
  static override summary = 'Print the JSON Schema of playbooks, for an editor.';
  static override description = 'Editors that know YAML schemas then complete and check playbooks while you write.';
  static override examples = [
    { description: 'Print it', command: '<%= config.bin %> playbooks schema' },
    {
      description: 'Keep it beside your playbooks',
      command: '<%= config.bin %> playbooks schema > .cloudops/playbook.schema.json',
    },
  ];

  async run(): Promise<void> {
    await this.parse(PlaybooksSchema);
    this.print(`${JSON.stringify(playbookJsonSchema(), null, 2)}\n`);
  }
}
