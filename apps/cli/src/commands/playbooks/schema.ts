import { playbookJsonSchema } from '@cloudops/playbooks';
import { BaseCommand } from '../../base-command.ts';

export default class PlaybooksSchema extends BaseCommand {
  static override description = 'Print the JSON Schema of playbooks, for an editor.';

  async run(): Promise<void> {
    await this.parse(PlaybooksSchema);
    this.print(`${JSON.stringify(playbookJsonSchema(), null, 2)}\n`);
  }
}
