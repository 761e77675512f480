import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { parseSince } from '../since.ts';
import { readUsage, renderUsage } from '../usage.ts';

export default class Usage extends BaseCommand {
  static override description = 'What models cost: by user, model, playbook or day; budgets and what is left.';
  static override flags = {
    by: Flags.option({
      description: 'what to add up by',
      options: ['user', 'model', 'playbook', 'day'] as const,
      default: 'model' as const,
    })(),
    since: Flags.string({ description: 'not older than this: 12h, 30d or a date', helpValue: 'TIME' }),
    user: Flags.string({ description: 'only this principal, such as os:alice', helpValue: 'ID' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Usage);
    const query = {
      by: flags.by,
      ...(flags.user === undefined ? {} : { user: flags.user }),
      ...(flags.since === undefined ? {} : { since: parseSince(flags.since, Date.now()) }),
    };
    this.print(renderUsage(await readUsage(query, this.paths), flags.output, this.screen(flags)));
  }
}
