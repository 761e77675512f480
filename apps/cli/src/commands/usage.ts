import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { parseSince } from '../since.ts';
import { readUsage, renderUsage } from '../usage.ts';

export default class Usage extends BaseCommand {
  static override summary = 'What models cost, and what is left of the budget.';
  static override description =
    'Adds up calls, tokens and dollars on this machine. Without a model there is nothing to add up.';
  static override examples = [
    { description: 'By model', command: '<%= config.bin %> usage' },
    { description: 'By user, in the last month', command: '<%= config.bin %> usage --by user --since 30d' },
  ];
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
