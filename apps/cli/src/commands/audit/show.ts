import { Args } from '@oclif/core';
import { renderStory } from '../../audit/render-story.ts';
import { findStory } from '../../audit/show-story.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditShow extends BaseCommand {
  static override summary = 'Tell a run as a story.';
  static override description =
    'Who asked, how the question was read, what was planned, who allowed it, what was done and found, and what it cost.';
  static override examples = [
    { description: 'By the id that a report shows', command: '<%= config.bin %> audit show run_01JDA5Z7Q4' },
    { description: 'For a ticket', command: '<%= config.bin %> audit show run_01JDA5Z7Q4 -o markdown' },
  ];
  static override args = {
    id: Args.string({ required: true, description: 'a run id (run_…) or an audit id (aud_…)' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditShow);
    const told = await withAuditLog(this.paths, (log) => findStory(log, this.paths, args.id));
    this.print(renderStory(told, flags.output, this.screen(flags)));
  }
}
