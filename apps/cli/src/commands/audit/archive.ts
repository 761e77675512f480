import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { archiveLog, renderArchiving } from '../../audit/archive.ts';
import { createRecordContext } from '../../audit/record-context.ts';
import { BaseCommand } from '../../base-command.ts';
import { parseSince } from '../../since.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditArchive extends BaseCommand {
  static override summary = 'Write older records to a file that proves itself.';
  static override description =
    'Writes records that no archive has yet. With --cut, what is archived is taken out of the log, after each file was checked again; the hashes stay, and the log still verifies.';
  static override examples = [
    {
      description: 'Everything older than a year',
      command: '<%= config.bin %> audit archive --before 365d --out ./archives',
    },
    {
      description: 'And take it out of the log',
      command: '<%= config.bin %> audit archive --before 365d --out ./archives --cut',
    },
  ];
  static override flags = {
    before: Flags.string({ description: 'older than this: 90d or a date', helpValue: 'TIME', required: true }),
    cut: Flags.boolean({ description: 'take what is archived out of the log; its hashes stay' }),
    force: Flags.boolean({ description: 'do not ask for the log’s name to be typed', dependsOn: ['cut'] }),
    out: Flags.string({ description: 'the folder; `archives` beside the log unless given', helpValue: 'FOLDER' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditArchive);
    const before = parseSince(flags.before, Date.now(), '--before');
    const folder = flags.out ?? join(this.paths.state, 'archives');
    const { cut, force } = flags;
    const context = createRecordContext(this.config.version);
    const request = { before, folder, cut, force, context, path: this.paths.auditDatabase };
    const archiving = await withAuditLog(this.paths, (_, open) => archiveLog(open, request));
    this.print(renderArchiving(archiving, flags.output, this.screen(flags)));
  }
}
